import Patterns
import Testing

@Suite struct KafkaConsumerTests {
  @Test func `the defaults are those of the library`() {
    let settings = KafkaConsumerSettings()
    #expect(settings.maxPollRecords == 500)
    #expect(settings.maxPollInterval == .milliseconds(300_000))
    #expect(settings.heartbeatInterval == .seconds(3))
    #expect(settings.sessionTimeout == .seconds(45))
    #expect(settings.processingLimit == .milliseconds(600))
  }

  @Test func `it is evicted for the reason that comes first`() {
    let settings = KafkaConsumerSettings()
    func eviction(poll: Int, heartbeat: Int, at now: Int) -> KafkaConsumerSettings.Eviction? {
      settings.eviction(lastPoll: .milliseconds(poll), lastHeartbeat: .milliseconds(heartbeat), at: .milliseconds(now))
    }
    #expect(eviction(poll: 0, heartbeat: 299_000, at: 299_999) == nil)
    #expect(eviction(poll: 0, heartbeat: 299_000, at: 300_000) == .pollInterval)
    #expect(eviction(poll: 9000, heartbeat: 9000, at: 53_999) == nil)
    #expect(eviction(poll: 9000, heartbeat: 9000, at: 54_000) == .session)
    #expect(eviction(poll: 0, heartbeat: 298_000, at: 900_000) == .pollInterval)
    #expect(settings.nextEviction(lastPoll: .zero, lastHeartbeat: .zero).at == .seconds(45))
  }

  @Test func `ten records in thirty seconds`() {
    var settings = KafkaConsumerSettings()
    settings.maxPollRecords = 10
    settings.maxPollInterval = .seconds(30)
    #expect(settings.processingLimit == .seconds(3))
    settings.maxPollRecords = 0
    #expect(settings.processingLimit == .seconds(30))
  }

  @Test func `no more consumers than partitions have work`() {
    #expect(KafkaConsumerSettings.activeConsumers(members: 5, partitions: 3) == 3)
    #expect(KafkaConsumerSettings.activeConsumers(members: 2, partitions: 3) == 2)
  }
}

@Suite struct WorkAmplificationTests {
  func layers(_ count: Int, attempts: Int) -> [RetryPolicy] {
    [RetryPolicy](repeating: RetryPolicy(.none, maxAttempts: attempts), count: count)
  }

  @Test func `work multiplies layer by layer`() {
    #expect(WorkAmplification(through: layers(3, attempts: 4)).calls == 64)
    #expect(WorkAmplification(through: layers(5, attempts: 3)).calls == 243)
    #expect(WorkAmplification(through: []).calls == 1)
    #expect(WorkAmplification(through: [.never, .stepFunctions, .never]).calls == 4)
  }

  @Test func `retries stop when one succeeds or at the limit`() {
    let lucky = WorkAmplification(through: layers(3, attempts: 4)) { $0 == 17 }
    #expect(lucky.calls == 17 && lucky.succeeded)
    let endless = WorkAmplification(through: [.temporal, .temporal], limit: 1000)
    #expect(endless.calls == 1000 && !endless.succeeded)
  }
}
