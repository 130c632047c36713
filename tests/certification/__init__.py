"""The cases of 1EdTech's LTI Advantage certification guide, for tools. `cases.py` is the table."""
