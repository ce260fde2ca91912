package io.leveret.management.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.audit.AuditTrail.Entry;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
    private final AuditTrail trail = new AuditTrail();

    private void add(int n) {
        trail.add(new Entry(n, "user" + n, "127.0.0.1:1", "PUT /api/queues/%2F/q" + n, 201, true));
    }

    @Test
    void theNewestComesFirstAndTheOldestGo() {
        for (int n = 1; n <= AuditTrail.MOST + 2; n++) {
            add(n);
        }
        assertThat(trail.newest()).hasSize(AuditTrail.MOST);
        assertThat(trail.newest().get(0).user()).isEqualTo("user1002");
        assertThat(trail.newest().get(AuditTrail.MOST - 1).user()).isEqualTo("user3");
    }

    @Test
    void whoDoesMuchDrivesOutHisOwn() {
        add(1);
        for (int n = 0; n < 5 * AuditTrail.MOST; n++) {
            trail.add(new Entry(n, "program", "127.0.0.1:1", "HTTP POST /api/exchanges/%2F/x/publish", 200, true));
        }
        add(2);
        assertThat(trail.newest()).hasSize(AuditTrail.MOST);
        assertThat(trail.newest().get(0).user()).isEqualTo("user2");
        assertThat(trail.newest().get(AuditTrail.MOST - 1).user()).isEqualTo("user1");
    }

    @Test
    void whatAClientChoseIsCut() {
        trail.add(new Entry(1, "u".repeat(5_000), "127.0.0.1:1", "GET /" + "x".repeat(9_000), 401, false));
        assertThat(trail.newest().get(0).user()).hasSize(503);
        assertThat(trail.newest().get(0).action()).hasSize(503).endsWith("...");
    }
}
