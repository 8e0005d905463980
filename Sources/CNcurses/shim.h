#ifndef SQUALL_CNCURSES_SHIM_H
#define SQUALL_CNCURSES_SHIM_H
// The wide-character API stays invisible until this is defined before the include.
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <term.h>

// Globals that are mutable in C are errors in the Swift 6 language mode, and macros with casts are not
// imported: these are their names in Swift.
static inline WINDOW *squall_stdscr(void) { return stdscr; }
static inline WINDOW *squall_curscr(void) { return curscr; }
static inline void squall_forget_terminal(void) { del_curterm(cur_term); }
static inline attr_t squall_bold(void) { return WA_BOLD; }
static inline attr_t squall_reverse(void) { return WA_REVERSE; }
static inline attr_t squall_underline(void) { return WA_UNDERLINE; }
#endif
