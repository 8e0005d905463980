import Engine
import Labs
import Testing

/// The station behind the queueing tables, by itself and on short runs.
@Suite struct QueueModelTests {
  private func study(runs: Int = 4, _ set: (inout QueueModel.Settings) -> Void) -> QueueStudy {
    var settings = QueueModel.Settings()
    settings.customers = 4000
    settings.warmUp = 400
    set(&settings)
    return QueueStudy(settings, runs: runs)
  }

  @Test func `without chance nobody waits below the capacity`() {
    let study = study { ($0.spacing, $0.service, $0.rate) = (.constant, .constant(.seconds(1)), 0.5) }
    #expect(study.mean { $0.meanWait } == 0)
    #expect(study.mean { $0.meanSojourn } == 1)
    #expect(abs(study.mean { $0.meanLevel } - 0.5) < 1e-3)
    #expect(study.mean { $0.quantile(0.99) } == 1.0099)
    #expect(study.standardError { $0.meanSojourn } == 0)
  }

  @Test func `without chance half of twice the capacity is turned away`() {
    let study = study {
      ($0.spacing, $0.service, $0.rate, $0.places) = (.constant, .constant(.seconds(1)), 2, 1)
    }
    #expect(abs(study.mean { $0.lossShare } - 0.5) < 1e-3)
    #expect(abs(study.mean { $0.throughput } - 1) < 2e-3)
    #expect(study.mean { $0.meanWait } == 0)
  }

  @Test(arguments: [1, 2, 10]) func `the area under the number is the sum of the times`(servers: Int) {
    let study = study { ($0.servers, $0.rate, $0.places) = (servers, 0.9 * Double(servers), 25) }
    for run in study.runs {
      #expect(run.obeysLittle)
      #expect(run.stays.spent > 0)
      #expect(run.offered == 3600)
    }
  }

  @Test func `separate lines are slower than one`() {
    let divided = study { ($0.rate, $0.lines, $0.customers) = (1.6, 2, 20_000) }
    let joined = study { ($0.rate, $0.servers, $0.customers) = (1.6, 2, 20_000) }
    #expect(divided.mean { $0.meanSojourn } > 1.5 * joined.mean { $0.meanSojourn })
    // Whoever comes to an empty system need not wait in either.
    #expect(joined.mean { $0.waitShare } < divided.mean { $0.waitShare })
  }

  @Test func `the error of a mean shrinks with the root of the runs`() {
    let few = study(runs: 8) { $0.rate = 0.5 }, many = study(runs: 128) { $0.rate = 0.5 }
    let ratio = few.standardError { $0.meanSojourn } / many.standardError { $0.meanSojourn }
    #expect((2.0...8.0).contains(ratio))
  }

  /// The tolerances of the tables rest on errors that stand there as numbers; this is where they come from.
  @Test(.enabled(if: isOptimized)) func `the tables state the errors that the studies have`() {
    for figure in QueueTables.figures {
      let measured = figure.study().standardError(figure.figure)
      #expect(abs(measured - figure.standardError) <= 0.06 * figure.standardError, "\(figure.name)")
    }
  }
}
