"""Reads across rooms: the class, one learner, answers. It writes nothing; exports go on record."""
