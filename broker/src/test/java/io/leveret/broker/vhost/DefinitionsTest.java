package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import io.leveret.persistence.PreparedChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
    private final MemoryDefinitions store = new MemoryDefinitions();
    private final Definitions definitions = new Definitions(store);
    private final List<String> heard = new ArrayList<>();
    private final List<Change> change = List.of(TopologyRecords.vhost("v", VhostMetadata.NONE));

    @Test
    void withNothingToWriteAndNothingOnItsWayNobodyWaits() {
        assertThat(definitions.await(hearing("a"))).isFalse();
        assertThat(store.waiting()).isZero();
    }

    @Test
    void aChangeIsAnsweredWhenItIsOnDisk() {
        assertThat(definitions.write(change, hearing("a"))).isTrue();
        assertThat(heard).isEmpty();
        store.sync();
        assertThat(heard).containsExactly("a is durable");
    }

    @Test
    void whoChangesNothingWaitsForWhatIsOnItsWay() {
        definitions.write(change, hearing("a"));
        assertThat(definitions.await(hearing("b"))).isTrue();
        store.sync();
        assertThat(heard).containsExactly("a is durable", "b is durable");
        assertThat(definitions.await(hearing("c"))).isFalse();
    }

    @Test
    void aFailureIsPassedOnAndIsNoLongerOnItsWay() {
        definitions.write(change, hearing("a"));
        store.fail();
        assertThat(heard).containsExactly("a failed");
        assertThat(definitions.await(hearing("b"))).isTrue();
        assertThat(heard).containsExactly("a failed", "b failed");
    }

    @Test
    void whenTheStoreEndsNothingIsSaidToBeThereAnyMore() {
        store.refuse(new IllegalStateException("closed"));
        definitions.write(change, hearing("a"));
        store.refuse(null);
        definitions.write(change, hearing("b"));
        assertThat(definitions.await(hearing("c"))).isTrue();
        assertThat(heard).containsExactly("a failed", "b failed", "c failed");
    }

    @Test
    void whomTheStoreHasNoRoomForGoesInTurnWhenThereIsRoomAgain() {
        definitions.write(change, hearing("a"));
        store.refuse(new RejectedExecutionException("too much waits"));
        definitions.write(change, hearing("b"));
        definitions.write(change, hearing("c"));
        assertThat(definitions.await(hearing("d"))).isTrue();
        store.refuse(null);
        store.sync();
        assertThat(heard).containsExactly("a is durable", "b is durable", "c is durable", "d is durable");
        assertThat(definitions.await(hearing("e"))).isFalse();
    }

    @Test
    void whatIsToBeWrittenNowIsWrittenOrNotAtAll() {
        PreparedChanges prepared = PreparedChanges.of(change);
        store.refuse(new RejectedExecutionException("too much waits"));
        assertThat(definitions.writeNow(prepared, hearing("a"))).isFalse();
        assertThat(definitions.await(hearing("b"))).isFalse();
        definitions.write(change, hearing("c"));
        store.refuse(null);
        assertThat(definitions.writeNow(prepared, hearing("d")))
                .as("c is before it")
                .isFalse();
        definitions.await(hearing("e"));
        assertThat(definitions.writeNow(prepared, hearing("f"))).isTrue();
        store.sync();
        assertThat(heard).containsExactly("c is durable", "e is durable", "f is durable");
        assertThat(definitions.await(hearing("g"))).isFalse();
    }

    @Test
    void whatCannotBeWrittenNowOrEverIsToldSo() {
        store.refuse(new IllegalStateException("closed"));
        assertThat(definitions.writeNow(PreparedChanges.of(change), hearing("a")))
                .isTrue();
        store.refuse(null);
        assertThat(definitions.writeNow(PreparedChanges.of(change), hearing("b")))
                .isTrue();
        assertThat(heard).containsExactly("a failed", "b failed");
        assertThat(store.waiting()).isZero();
    }

    @Test
    void whatIsNotDurableNeverAsksTheStore() {
        store.refuse(new IllegalStateException("closed"));
        definitions.write(change, hearing("a"));
        assertThat(definitions.write(List.of(), hearing("b"))).isFalse();
    }

    private Completion hearing(String who) {
        return new Completion() {
            @Override
            public void durable() {
                heard.add(who + " is durable");
            }

            @Override
            public void failed(Exception cause) {
                heard.add(who + " failed");
            }
        };
    }
}
