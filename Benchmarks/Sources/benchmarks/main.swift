import CBaseline
import Engine
import Glibc

func seconds(_ body: () -> Void) -> Double {
  func now() -> Double { var t = timespec(); clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9 }
  let start = now(); body(); return now() - start
}
if CommandLine.arguments.count > 2 {
  let n = Int(CommandLine.arguments[2])!
  switch CommandLine.arguments[1] {
  case "cpp": print(baselineSingleServer(UInt64(n), 1).meanTimeInSystem)
  case "bare": var s = Simulation<BareServer>(seed: 1, knobs: n); s.advance(until: .distantFuture); print(s.model.served)
  default: var s = Simulation<FullServer>(seed: 1, knobs: n); s.advance(until: .distantFuture); print(s.model.served)
  }
  exit(0)
}
var bestA = 1e9, bestB = 1e9, bestC = 1e9
for _ in 0..<600 {
  bestA = min(bestA, seconds { let o = baselineSingleServer(100_000, 1); precondition(o.meanTimeInSystem > 1) })
  var served = 0
  var w = 0.0
  bestB = min(bestB, seconds {
    var s = Simulation<BareServer>(seed: 1, knobs: 100_000)
    s.advance(until: .distantFuture)
    served = s.model.served
    w = s.model.timeInSystem / Double(served)
  })
  precondition(served == 100_000 && w >= 0)
  bestC = min(bestC, seconds {
    var s = Simulation<FullServer>(seed: 1, knobs: 100_000)
    s.advance(until: .distantFuture)
    served = s.model.served
    w = s.context.meters[latency: .timeInSystem].mean.milliseconds
  })
  precondition(served == 100_000 && w >= 0)
}
print("c++", 0.2 / bestA, "bare", 0.2 / bestB, "full", 0.2 / bestC, "M/s ratio", bestA / bestB, "full/bare", bestC / bestB, "full/c++", bestA/bestC)
