package io.leveret.management.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AdminException;
import io.leveret.management.json.Json;
import org.junit.jupiter.api.Test;

/** Arguments in files of definitions: no deeper than clients may send them. */
class ArgumentsJsonTest {
    private static boolean isTaken(String json) {
        Problems problems = new Problems();
        ArgumentsJson.read("arguments", Json.read(json), problems);
        try {
            problems.refuseIfAny();
            return true;
        } catch (AdminException e) {
            return false;
        }
    }

    @Test
    void asDeepAsTablesMayBeAndNoDeeper() {
        int most = FieldTable.MAX_DEPTH;
        assertThat(isTaken("{\"a\":".repeat(most) + "1" + "}".repeat(most))).isTrue();
        assertThat(isTaken("{\"a\":".repeat(most + 1) + "1" + "}".repeat(most + 1)))
                .isFalse();
        assertThat(isTaken("{\"a\":" + "[".repeat(most - 1) + "1" + "]".repeat(most - 1) + "}"))
                .isTrue();
        assertThat(isTaken("{\"a\":" + "[".repeat(most) + "1" + "]".repeat(most) + "}"))
                .isFalse();
    }
}
