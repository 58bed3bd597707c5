"""What may leave, in which form: profiles for every way out, and names masked in what a coder sends."""
