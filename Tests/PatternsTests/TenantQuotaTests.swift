import Patterns
import Testing

@Suite struct TenantQuotaTests {
  @Test func `a tenant at its limit is refused and the others are not`() {
    var quota = TenantQuota(tenants: 3, limit: 2)
    let answers = (0..<3).map { _ in quota.acquire(0) }
    #expect(answers == [true, true, false])
    let answer1 = quota.acquire(1)
    #expect(answer1)
    #expect(quota.refused == 1)
    #expect(quota.held(by: 0) == 2 && quota.held(by: 1) == 1 && quota.held(by: 2) == 0)
    quota.release(0)
    let answer2 = quota.acquire(0)
    #expect(answer2)
  }

  @Test func `a smaller limit takes nothing back`() {
    var quota = TenantQuota(tenants: 1, limit: 3)
    for _ in 0..<3 { _ = quota.acquire(0) }
    quota.limit = 1
    #expect(quota.held(by: 0) == 3)
    quota.release(0)
    quota.release(0)
    let answer3 = quota.acquire(0)
    #expect(!answer3)
    quota.release(0)
    let answer4 = quota.acquire(0)
    #expect(answer4)
  }

  @Test func `giving back more than one has does nothing`() {
    var quota = TenantQuota(tenants: 1, limit: 1)
    quota.release(0)
    let answer5 = quota.acquire(0)
    #expect(answer5)
    let answer6 = quota.acquire(0)
    #expect(!answer6)
    #expect(!TenantQuota(tenants: 2, limit: -1).copyAcquires(0))
  }
  @Test func `who is no tenant gets nothing`() {
    var quota = TenantQuota(tenants: 2, limit: 1)
    for tenant in [-1, 2, .max] {
      let isTaken = quota.acquire(tenant)
      #expect(!isTaken && quota.held(by: tenant) == 0)
      quota.release(tenant)
    }
    #expect(quota.refused == 3)
  }

}

extension TenantQuota {
  fileprivate func copyAcquires(_ tenant: Int) -> Bool {
    var copy = self
    return copy.acquire(tenant)
  }
}
