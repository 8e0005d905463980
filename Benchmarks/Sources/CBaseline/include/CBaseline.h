#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a run came to: how many events it took, and a figure that depends on all of them.
typedef struct BaselineOutcome {
  uint64_t events;
  double meanTimeInSystem;
} BaselineOutcome;

/// One server, one queue: arrivals at 0.9 of the service rate, mean service 1 ms, until so many customers
/// are gone.
BaselineOutcome baselineSingleServer(uint64_t customers, uint64_t seed);

/// A queue with a constant number of pending events; a hold takes the earliest and puts it back Exp(1) later.
typedef struct BaselineHold BaselineHold;
BaselineHold *baselineHoldCreate(uint64_t pending, uint64_t seed);
/// Does that many holds and gives the time of the last.
uint64_t baselineHoldRun(BaselineHold *hold, uint64_t holds);
BaselineHold *baselineHoldCopy(const BaselineHold *hold);
void baselineHoldDestroy(BaselineHold *hold);

/// The sum of that many exponential numbers from xoshiro256++.
double baselineExponentials(uint64_t count, uint64_t seed);

#ifdef __cplusplus
}
#endif
