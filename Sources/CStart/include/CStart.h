#ifndef SQUALL_CSTART_H
#define SQUALL_CSTART_H
// What a program must have done before its first file is opened and its first signal comes. Only the
// program itself links this, never a test.

/// Opens the standard descriptors that were closed, lets a write to a file that is too large return an error, and
/// lets the signals that end a program by a dump do so.
///
/// Swift's backtracer would answer them with a prompt and keep the terminal raw meanwhile. Who asks for it by
/// SWIFT_BACKTRACE gets it for crashes. Call it first in main.
void squall_start(void);
#endif
