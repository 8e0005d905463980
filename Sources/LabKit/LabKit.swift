// The room of LabKit.
