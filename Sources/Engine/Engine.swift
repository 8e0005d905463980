// The room of Engine.
