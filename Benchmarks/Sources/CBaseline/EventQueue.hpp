#pragma once

#include <cstdint>
#include <queue>
#include <vector>

/// An event: when it is due, how many were scheduled before it, what it is.
struct Event {
  uint64_t due, sequence;
  uint32_t kind, payload;
};

/// The heap of the standard library keeps the greatest on top, so the later event is the lesser one.
struct IsLater {
  bool operator()(const Event &left, const Event &right) const {
    return left.due > right.due || (left.due == right.due && left.sequence > right.sequence);
  }
};

/// Pending events, earliest first, in the order of scheduling at one instant.
class EventQueue {
public:
  void schedule(uint64_t due, uint32_t kind, uint32_t payload) {
    heap.push({due, scheduled++, kind, payload});
  }

  Event takeEarliest() {
    const Event earliest = heap.top();
    heap.pop();
    return earliest;
  }

  bool isEmpty() const { return heap.empty(); }

private:
  std::priority_queue<Event, std::vector<Event>, IsLater> heap;
  uint64_t scheduled = 0;
};
