#include "CBaseline.h"
#include "EventQueue.hpp"
#include "Xoshiro.hpp"

#include <deque>

namespace {

enum Kind : uint32_t { arrival, departure };

/// M/M/1 with times in whole nanoseconds.
class SingleServer {
public:
  SingleServer(uint64_t customers, uint64_t seed) : customers(customers), random(seed) {}

  BaselineOutcome run() {
    queue.schedule(gap(), arrival, 0);
    while (!queue.isEmpty()) {
      const Event event = queue.takeEarliest();
      events++;
      if (event.kind == arrival) arrive(event.due);
      else depart(event.due);
    }
    return {events, timeInSystem / static_cast<double>(served)};
  }

private:
  const uint64_t customers;
  Xoshiro random;
  EventQueue queue;
  std::deque<uint64_t> waiting;
  uint64_t arrived = 0, served = 0, events = 0, inService = 0;
  bool isBusy = false;
  double timeInSystem = 0;

  uint64_t gap() { return static_cast<uint64_t>(random.exponential() * (1e6 / 0.9)); }
  uint64_t service() { return static_cast<uint64_t>(random.exponential() * 1e6); }

  void arrive(uint64_t now) {
    if (++arrived < customers) queue.schedule(now + gap(), arrival, 0);
    if (isBusy) waiting.push_back(now);
    else begin(now, now);
  }

  void depart(uint64_t now) {
    timeInSystem += static_cast<double>(now - inService) * 1e-6;
    served++;
    isBusy = false;
    if (waiting.empty()) return;
    const uint64_t next = waiting.front();
    waiting.pop_front();
    begin(next, now);
  }

  void begin(uint64_t arrivedAt, uint64_t now) {
    isBusy = true;
    inService = arrivedAt;
    queue.schedule(now + service(), departure, 0);
  }
};

}  // namespace

BaselineOutcome baselineSingleServer(uint64_t customers, uint64_t seed) {
  return SingleServer(customers, seed).run();
}
