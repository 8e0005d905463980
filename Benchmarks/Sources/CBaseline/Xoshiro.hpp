#pragma once

#include <cmath>
#include <cstdint>

/// xoshiro256++ (Blackman and Vigna 2019), its four words filled by SplitMix64.
class Xoshiro {
public:
  explicit Xoshiro(uint64_t seed) {
    for (uint64_t &word : words) word = splitMix(seed);
  }

  uint64_t next() {
    const uint64_t result = turned(words[0] + words[3], 23) + words[0];
    const uint64_t shifted = words[1] << 17;
    words[2] ^= words[0];
    words[3] ^= words[1];
    words[1] ^= words[2];
    words[0] ^= words[3];
    words[2] ^= shifted;
    words[3] = turned(words[3], 45);
    return result;
  }

  /// An exponential number with mean 1, by inversion.
  double exponential() { return -std::log(static_cast<double>((next() >> 11) + 1) * 0x1p-53); }

private:
  uint64_t words[4];

  static uint64_t turned(uint64_t bits, int by) { return bits << by | bits >> (64 - by); }

  static uint64_t splitMix(uint64_t &state) {
    state += 0x9e3779b97f4a7c15;
    uint64_t bits = state;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    return bits ^ bits >> 31;
  }
};
