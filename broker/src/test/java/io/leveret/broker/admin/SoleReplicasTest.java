package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.QueuesAdmin;
import io.leveret.management.admin.QueuesAdmin.PolicyDetails;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import io.leveret.management.admin.ReplicasAdmin.Outcome;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** As one node of RabbitMQ 4.0.5 answers. */
class SoleReplicasTest {
    private final SoleReplicas replicas = new SoleReplicas(
            (QueuesAdmin) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {QueuesAdmin.class},
                    (proxy, method, arguments) -> find((String) arguments[0], (String) arguments[1])),
            "n@h");

    private static Optional<QueueDetails> find(String vhost, String name) {
        if (!vhost.equals("/") || name.equals("nosuch")) {
            return Optional.empty();
        }
        FieldTable arguments = name.equals("classic")
                ? FieldTable.EMPTY
                : FieldTable.builder().string("x-queue-type", name).build();
        PolicyDetails none = new PolicyDetails("", "", new TreeMap<>());
        return Optional.of(new QueueDetails(
                vhost, name, true, false, false, none, arguments, "<n@h.1.1.0>", "", 0, 0, 0, 0, 0, false));
    }

    @Test
    void theNodeIsTheOneMemberAndNoOtherCanBe() {
        assertThat(replicas.add("/", "quorum", "n@h", "promotable")).isEqualTo(Outcome.DONE);
        assertThat(replicas.add("/", "quorum", "m@h", "promotable")).isEqualTo(Outcome.NODE_NOT_RUNNING);
        assertThat(replicas.remove("/", "quorum", "n@h")).isEqualTo(Outcome.LAST_MEMBER);
        assertThat(replicas.remove("/", "quorum", "m@h")).isEqualTo(Outcome.DONE);
    }

    @Test
    void otherQueuesHaveNoMembers() {
        assertThat(replicas.add("/", "classic", "n@h", "voter")).isEqualTo(Outcome.NOT_REPLICATED);
        assertThat(replicas.remove("/", "classic", "m@h")).isEqualTo(Outcome.NOT_REPLICATED);
        assertThat(replicas.add("/", "nosuch", "n@h", "voter")).isEqualTo(Outcome.NOT_FOUND);
        assertThat(replicas.remove("v", "quorum", "n@h")).isEqualTo(Outcome.NOT_FOUND);
    }
}
