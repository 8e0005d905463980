// The room of Classroom.
