"""The gate: learners come in, grades go out (LTI 1.3 Advantage, tool side)."""
