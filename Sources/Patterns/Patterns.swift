// The room of Patterns.
