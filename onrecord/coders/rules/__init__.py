"""The rule coder, one file a question: what triggers, who, where, when, how many, with what, who says so."""
