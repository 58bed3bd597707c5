"""What comes back: edited sheets become decisions, other people's rows stand beside ours and are compared with them."""
