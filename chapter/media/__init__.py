"""Pictures: made anew from what was sent, in few sizes, without what a camera wrote beside them."""
