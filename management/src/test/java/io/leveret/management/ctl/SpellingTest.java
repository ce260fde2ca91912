package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What RabbitMQ 4.0.5 takes a mistyped command for. */
class SpellingTest {
    private static final List<String> COMMANDS = List.of(
            "activate_free_disk_space_monitoring",
            "cluster_status",
            "set_cluster_name",
            "set_disk_free_limit",
            "shutdown",
            "stop",
            "wait");

    @Test
    void theWordIsMeantThatIsNearest() {
        assertThat(Spelling.meant("cluster_name", COMMANDS)).contains("cluster_status");
        assertThat(Spelling.meant("show", COMMANDS)).contains("shutdown");
        assertThat(Spelling.meant("stpo", COMMANDS)).contains("stop");
    }

    @Test
    void whatIsFarIsNotMeant() {
        assertThat(Spelling.meant("quit", COMMANDS)).isEmpty();
        assertThat(Spelling.meant("12345", COMMANDS)).isEmpty();
        assertThat(Spelling.meant("", COMMANDS)).isEmpty();
    }

    /** The nearest of all that were tried, on both sides of the limit. */
    @Test
    void theLimitIsThatOfRabbitMq() {
        assertThat(Spelling.meant("activate_free_dx9", COMMANDS)).contains("activate_free_disk_space_monitoring");
        assertThat(Spelling.meant("set_diskz", COMMANDS)).isEmpty();
    }
}
