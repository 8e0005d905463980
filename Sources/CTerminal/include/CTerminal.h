#ifndef SQUALL_CTERMINAL_H
#define SQUALL_CTERMINAL_H
// What must be C: signal handlers may run only async-signal-safe code (signal-safety(7)), which Swift
// cannot promise, and Linux calls that Swift's Glibc module does not show.

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/// An anonymous file in memory, or -1.
int squall_memory_file(void);
/// A counter that makes its descriptor readable while it is above 0, or -1.
int squall_event_counter(void);
/// A pipe that neither blocks nor survives an exec; -1 when it fails.
int squall_pipe(int ends[2]);
/// The size of a terminal; false when it cannot be asked.
bool squall_terminal_size(int terminal, int *columns, int *rows);
/// How many columns the C library, and so ncurses, takes a character for; -1 when it is not printable.
int squall_glyph_width(unsigned scalar);
/// Waits until one of the descriptors has input, for as long as it takes when nanoseconds are negative.
/// Returns a bit per descriptor, 0 after the time or a signal.
unsigned squall_wait(const int *files, unsigned count, long long nanoseconds);
/// Settings for reading single keys: no echo, no lines, no flow control, output untouched, signals kept.
void squall_settings_for_keys(struct termios *settings);

/// Changes the settings for keys and prepares the restore, between which no signal comes: from here on
/// whatever ends the process gives the terminal back first. What is written to standard error waits in
/// memory until then, if standard error is a terminal. At most 1,024 bytes of text; returns false, and
/// changes nothing, when they do not fit.
bool squall_restore_arm(int keys, const struct termios *wanted, int terminal, const struct termios *saved,
                        const void *text, size_t length);
/// Whether a restore is prepared and has not happened yet.
bool squall_restore_is_armed(void);
/// Gives the terminal back, once. Async-signal-safe.
void squall_restore_now(void);

/// Blocks signals, and gives the mask before. Those that stop a process in the background still do.
void squall_signals_hold(sigset_t *mask);
/// Remembers what every signal did before, and holds them until they are caught or released; call it before
/// ncurses installs its own handlers.
void squall_signals_remember(void);
/// Sends the number of each signal that ends, stops or resizes into a pipe, and makes fatal ones restore the
/// terminal first.
void squall_signals_catch(int pipe);
/// Says that the ending signals sent so far were noticed.
void squall_signals_noticed(void);
/// Brings back what was remembered.
void squall_signals_release(void);
/// Stops the process as SIGTSTP does by default; returns when it is continued.
void squall_signals_stop_here(void);
/// Ends the process as the signal does by default.
_Noreturn void squall_signals_end(int signal);
#endif
