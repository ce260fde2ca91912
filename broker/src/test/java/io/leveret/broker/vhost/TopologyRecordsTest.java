package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.Seeded;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.exchange.Topology;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.H2Definitions;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopologyRecordsTest {
    private static final List<String> ODD_NAMES = List.of(
            "",
            "q",
            "/",
            "1:a",
            "2:ab1:c",
            "QUEUE",
            "a b",
            "\u0000",
            "\n",
            "ä",
            "\u20ac",
            "\ud83d\ude00",
            "x".repeat(255));

    private static final FieldTable ARGUMENTS = FieldTable.builder()
            .integer("x-max-length", 7)
            .string("x-dead-letter-exchange", "\ud83d\ude00")
            .table("nested", FieldTable.builder().bool("b", true).build())
            .build();

    @Test
    void oddNamesComeBackAsTheyWere() throws AmqpException {
        for (String vhost : ODD_NAMES) {
            VhostMetadata metadata = new VhostMetadata(vhost.repeat(300), ODD_NAMES, "quorum", vhost.isEmpty());
            assertThat(TopologyRecords.readVhost(
                            TopologyRecords.vhost(vhost, metadata).value()))
                    .isEqualTo(new TopologyRecords.StoredVhost(vhost, metadata));
            for (String name : ODD_NAMES) {
                roundTrips(vhost, name);
            }
        }
    }

    private static void roundTrips(String vhost, String name) throws AmqpException {
        ExchangeDeclaration declaration =
                new ExchangeDeclaration("e" + name, "topic", true, name.isEmpty(), !name.isEmpty(), ARGUMENTS);
        Exchange exchange = new Topology(vhost).declare(declaration);
        exchange.declaredBy("u" + name);
        assertThat(TopologyRecords.readExchange(
                        TopologyRecords.exchange(vhost, exchange).value()))
                .isEqualTo(new TopologyRecords.StoredExchange(vhost, declaration, 0, "u" + name));
        QueueDefinition queue = new QueueDefinition(name, true, false, name.isEmpty(), ARGUMENTS);
        assertThat(TopologyRecords.readQueue(
                        TopologyRecords.queue(vhost, queue, 7).value()))
                .isEqualTo(new TopologyRecords.StoredQueue(vhost, queue, 7));
        for (DestinationKind kind : DestinationKind.values()) {
            Binding binding = new Binding(vhost, kind, name, name, ARGUMENTS);
            assertThat(TopologyRecords.readBinding(
                            TopologyRecords.binding(vhost, binding).value()))
                    .isEqualTo(new TopologyRecords.StoredBinding(vhost, binding));
        }
    }

    @Test
    void aDeletionNamesTheRecordThatWasWritten() throws AmqpException {
        Exchange exchange = new Topology("/").declare(new ExchangeDeclaration("e", "fanout", true, false, false, null));
        Binding binding = new Binding("e", DestinationKind.QUEUE, "q", "k", ARGUMENTS);
        QueueDefinition queue = new QueueDefinition("q", true, false, false, ARGUMENTS);
        assertDeletes(TopologyRecords.exchangeDeleted("/", "e"), TopologyRecords.exchange("/", exchange));
        assertDeletes(TopologyRecords.queueDeleted("/", "q"), TopologyRecords.queue("/", queue, 1));
        assertDeletes(TopologyRecords.bindingDeleted("/", binding), TopologyRecords.binding("/", binding));
    }

    private static void assertDeletes(Change deletion, Change written) {
        assertThat(deletion.value()).isNull();
        assertThat(deletion.kind()).isEqualTo(written.kind());
        assertThat(deletion.key()).isEqualTo(written.key());
    }

    @Test
    void differentBindingsNeverShareAKey() {
        Map<String, List<Object>> seen = new HashMap<>();
        Seeded.run(20_000, random -> {
            String vhost = name(random);
            FieldTable arguments = random.nextBoolean()
                    ? FieldTable.EMPTY
                    : FieldTable.builder()
                            .integer(name(random), random.nextInt(2))
                            .build();
            DestinationKind kind = DestinationKind.values()[random.nextInt(2)];
            Binding binding = new Binding(name(random), kind, name(random), name(random), arguments);
            List<Object> other =
                    seen.putIfAbsent(TopologyRecords.binding(vhost, binding).key(), List.of(vhost, binding));
            assertThat(other == null ? List.of(vhost, binding) : other).isEqualTo(List.of(vhost, binding));
        });
        assertThat(seen).hasSizeGreaterThan(Long.getLong("seed") == null ? 1_000 : 0);
    }

    private static String name(Random random) {
        String letters = "1:a";
        StringBuilder name = new StringBuilder();
        for (int length = random.nextInt(4); length > 0; length--) {
            name.append(letters.charAt(random.nextInt(letters.length())));
        }
        return name.toString();
    }

    @Test
    void theOrderOfArgumentsMakesNoOtherRecord() {
        FieldTable ab = FieldTable.builder().integer("a", 1).integer("b", 2).build();
        FieldTable ba = FieldTable.builder().integer("b", 2).integer("a", 1).build();
        assertThat(TopologyRecords.binding("/", new Binding("e", DestinationKind.QUEUE, "q", "", ba))
                        .key())
                .isEqualTo(TopologyRecords.bindingDeleted("/", new Binding("e", DestinationKind.QUEUE, "q", "", ab))
                        .key());
    }

    @Test
    void theKeyOfABindingFitsHoweverLargeItsArguments() {
        Binding one = new Binding("e", DestinationKind.QUEUE, "q", "", large("a"));
        Binding other = new Binding("e", DestinationKind.QUEUE, "q", "", large("b"));
        String key = TopologyRecords.binding("/", one).key();
        assertThat(key.length()).isLessThan(H2Definitions.MAX_KEY_LENGTH);
        assertThat(key).isNotEqualTo(TopologyRecords.binding("/", other).key());
        assertThat(key).isEqualTo(TopologyRecords.bindingDeleted("/", one).key());
    }

    private static FieldTable large(String end) {
        return FieldTable.builder().string("h", "x".repeat(100_000) + end).build();
    }

    @Test
    void aVirtualHostOfVersion2HasANameAlone() {
        byte[] old = {2, 0, 1, '/'};
        assertThat(TopologyRecords.readVhost(old)).isEqualTo(new TopologyRecords.StoredVhost("/", VhostMetadata.NONE));
    }

    @Test
    void aVirtualHostOfVersion3IsNotProtected() {
        VhostMetadata metadata = new VhostMetadata("d", List.of("t"), "quorum", false);
        byte[] now = TopologyRecords.vhost("/", metadata).value();
        byte[] old = Arrays.copyOf(now, now.length - 1);
        old[0] = 3;
        assertThat(TopologyRecords.readVhost(old)).isEqualTo(new TopologyRecords.StoredVhost("/", metadata));
    }

    @Test
    void aRecordOfANewerVersionIsRefused() {
        byte[] newer = TopologyRecords.vhost("/", VhostMetadata.NONE).value();
        newer[0]++;
        assertThatThrownBy(() -> TopologyRecords.readVhost(newer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format version 6")
                .hasMessageContaining("newer version of Leveret");
    }

    @Test
    void aRecordCutShortAnywhereIsRefused() {
        Binding binding = new Binding("e", DestinationKind.QUEUE, "q", "k", ARGUMENTS);
        byte[] whole = TopologyRecords.binding("/", binding).value();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> TopologyRecords.readBinding(cut)).isInstanceOf(UncheckedIOException.class);
        }
    }
}
