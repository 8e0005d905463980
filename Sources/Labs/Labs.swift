// The room of Labs.
