"""The standard: xAPI 1.0.3 and 2.0 (IEEE 9274.1.1), without Django or a database.

Part Two of 1.0.3 ("Data") is cited as Data, Part Three as Communication.
"""
