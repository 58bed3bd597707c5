"""The coder for any language model endpoint: what it answers counts only where its words stand in the report."""
