"""What is worked out of a segment once, when it is made, and mapped by all who read it: no record says more by it."""
