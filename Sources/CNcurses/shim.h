#ifndef SQUALL_CNCURSES_SHIM_H
#define SQUALL_CNCURSES_SHIM_H
// The wide-character API stays invisible until this is defined before the include.
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <term.h>
#endif
