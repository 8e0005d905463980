#include "CBaseline.h"
#include "EventQueue.hpp"
#include "Xoshiro.hpp"

struct BaselineHold {
  Xoshiro random;
  EventQueue queue;
};

static uint64_t delay(Xoshiro &random) { return static_cast<uint64_t>(random.exponential() * 1e9); }

BaselineHold *baselineHoldCreate(uint64_t pending, uint64_t seed) {
  BaselineHold *hold = new BaselineHold{Xoshiro(seed), {}};
  for (uint32_t i = 0; i < pending; i++) hold->queue.schedule(delay(hold->random), 0, i);
  return hold;
}

uint64_t baselineHoldRun(BaselineHold *hold, uint64_t holds) {
  uint64_t now = 0;
  for (uint64_t i = 0; i < holds; i++) {
    const Event event = hold->queue.takeEarliest();
    now = event.due;
    hold->queue.schedule(now + delay(hold->random), event.kind, event.payload);
  }
  return now;
}

void baselineHoldDestroy(BaselineHold *hold) { delete hold; }

BaselineHold *baselineHoldCopy(const BaselineHold *hold) { return new BaselineHold(*hold); }
