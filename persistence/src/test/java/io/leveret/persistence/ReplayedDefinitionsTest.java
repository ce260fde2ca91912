package io.leveret.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.persistence.DefinitionsStore.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayedDefinitionsTest {
    private final ReplayedDefinitions replayed = new ReplayedDefinitions(10);

    private void show(long number, String key, String value) throws IOException {
        byte[] record = DefinitionChangesEncoder.encode(
                List.of(new Change((byte) 1, key, value == null ? null : value.getBytes())));
        DefinitionChangesEncoder.number(record, number);
        replayed.show(ByteBuffer.wrap(record));
    }

    private String value(String key) {
        return new String(replayed.changes().get(new RecordKey((byte) 1, key)).value());
    }

    @Test
    void lastChangeBeyondTheCheckpointCounts() throws Exception {
        show(11, "a", "1");
        show(12, "a", "2");
        show(13, "gone", null);
        assertThat(value("a")).isEqualTo("2");
        assertThat(replayed.changes().get(new RecordKey((byte) 1, "gone")).value())
                .isNull();
        assertThat(replayed.last()).isEqualTo(13);
        assertThat(replayed.lost()).isNull();
    }

    /** The file with the newer write may be gone already, while that with the older one is still there. */
    @Test
    void whatTheCheckpointHoldsIsNotAppliedAgain() throws Exception {
        show(4, "a", "old");
        show(7, "a", "older than the checkpoint");
        show(11, "b", "1");
        assertThat(replayed.changes()).hasSize(1);
        assertThat(replayed.lost()).isNull();
    }

    @Test
    void repetitionsArePassedOver() throws Exception {
        show(11, "a", "1");
        show(12, "a", "2");
        show(11, "a", "1");
        show(12, "a", "2");
        show(13, "b", "3");
        assertThat(value("a")).isEqualTo("2");
        assertThat(replayed.lost()).isNull();
    }

    @Test
    void gapIsSeen() throws Exception {
        show(11, "a", "1");
        show(14, "a", "2");
        assertThat(replayed.lost()).contains("12 to 13");
        assertThat(replayed.last()).isEqualTo(14);
    }

    @Test
    void gapBehindTheCheckpointIsSeen() throws Exception {
        show(12, "a", "1");
        assertThat(replayed.lost()).contains("11 to 11");
    }

    @Test
    void damageBetweenNumbersThatFollowEachOtherTookNone() throws Exception {
        show(11, "a", "1");
        replayed.damaged("file 3 at 77");
        assertThat(replayed.lost()).contains("file 3 at 77");
        show(12, "a", "2");
        assertThat(replayed.lost()).isNull();
    }

    @Test
    void damageExplainsAGap() throws Exception {
        show(11, "a", "1");
        replayed.damaged("file 3 at 77");
        show(13, "a", "2");
        assertThat(replayed.lost()).contains("12 to 12").contains("file 3 at 77");
    }

    @Test
    void damageBehindTheLastIsADoubt() throws Exception {
        show(11, "a", "1");
        replayed.damaged("file 3 at 77");
        assertThat(replayed.lost()).contains("may be missing").contains("file 3 at 77");
    }
}
