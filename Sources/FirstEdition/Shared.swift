// What both contracts share, so that a lab under the first one imports this module alone.
@_exported import struct LabKit.ActionDeclaration
@_exported import struct LabKit.Knob
@_exported import struct LabKit.KnobField
@_exported import protocol LabKit.KnobSet
@_exported import struct LabKit.LabEntry
@_exported import struct LabKit.Verification
