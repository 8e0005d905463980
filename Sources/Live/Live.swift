// The room of Live.
