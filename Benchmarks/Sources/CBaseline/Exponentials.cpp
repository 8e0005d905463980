#include "CBaseline.h"
#include "Xoshiro.hpp"

double baselineExponentials(uint64_t count, uint64_t seed) {
  Xoshiro random(seed);
  double sum = 0;
  for (uint64_t i = 0; i < count; i++) sum += random.exponential();
  return sum;
}
