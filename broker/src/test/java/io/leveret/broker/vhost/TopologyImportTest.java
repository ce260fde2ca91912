package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.FieldTable;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.persistence.DefinitionsStore.Change;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients do between the write of an import and its end, and crashes in between. */
class TopologyImportTest {
    private static final int MANY = 2_000;

    private final VhostFixture node = new VhostFixture(2);

    private TopologyImport empty() {
        return new TopologyImport(node.vhosts, node.vhost(), Actor.BROKER);
    }

    private static QueueDefinition queue(String name, boolean durable) {
        return new QueueDefinition(name, durable, false, false, FieldTable.EMPTY);
    }

    private static ExchangeDeclaration exchange(String name, String type, boolean durable) {
        return new ExchangeDeclaration(name, type, durable, false, false, null);
    }

    private static Binding binding(String source, String queue) {
        return new Binding(source, DestinationKind.QUEUE, queue, "k", FieldTable.EMPTY);
    }

    /** Exchange, queue and binding, all durable. */
    private TopologyImport three() {
        TopologyImport three = empty();
        three.add(exchange("x", "direct", true));
        three.add(queue("q", true));
        three.add(binding("x", "q"));
        return three;
    }

    private boolean handOver(TopologyImport toAdd) {
        List<Change> records = toAdd.changes();
        return TopologyImport.handOver(
                List.of(toAdd), () -> node.vhosts.definitions().write(records, VhostFixture.NOBODY));
    }

    private void make(TopologyImport toAdd) {
        CompletableFuture<Void> made = toAdd.make();
        node.shards.run();
        assertThat(made).isCompleted();
    }

    /** What is there is what a restart would find, but for what does not last. */
    private void assertRestartFindsTheSame() throws Exception {
        VhostFixture restarted = node.restarted();
        assertThat(durableNames(restarted)).isEqualTo(durableNames(node));
        for (BrokerQueue queue : restarted.vhost().queues()) {
            assertThat(queue.stream().id())
                    .isEqualTo(node.vhost().queue(queue.name()).stream().id());
        }
        restarted.store.sync();
        assertThat(durableNames(restarted.restarted())).isEqualTo(durableNames(node));
    }

    private static List<String> durableNames(VhostFixture node) {
        List<String> names = new ArrayList<>();
        node.vhost().queues().stream().filter(BrokerQueue::durable).forEach(each -> names.add("queue " + each.name()));
        node.vhost().exchanges().stream()
                .filter(each -> each.durable() && !node.vhost().isPredeclared(each.name()))
                .forEach(each -> names.add("exchange " + each.name()));
        node.vhost().bindings().stream()
                .filter(each -> !each.source().isEmpty())
                .filter(each -> node.vhost().exchange(each.source()).durable()
                        && node.vhost().queue(each.destination()).durable())
                .forEach(each -> names.add("binding " + each.source() + " " + each.destination()));
        return names.stream().sorted().toList();
    }

    @Test
    void everythingIsThereAndAfterARestart() throws Exception {
        TopologyImport many = empty();
        many.add(exchange("x", "direct", true));
        FieldTable delayed =
                FieldTable.builder().string("x-delayed-type", "direct").build();
        many.add(new ExchangeDeclaration("later", "x-delayed-message", true, false, false, delayed));
        for (int i = 0; i < MANY; i++) {
            many.add(queue("q" + i, i % 2 == 0));
            many.add(binding("x", "q" + i));
        }
        assertThat(handOver(many)).isTrue();
        assertThat(node.vhost().queue("q0")).isNull();
        make(many);
        assertThat(node.vhost().queues()).hasSize(MANY);
        assertThat(node.vhost().queues().stream().map(BrokerQueue::shard).distinct())
                .hasSize(2);
        assertThat(node.routed("x", "k")).hasSize(MANY);
        assertThat(node.vhost().exchange("later").store()).isNotNull();
        assertRestartFindsTheSame();
        assertThat(node.restarted().vhost().queues()).hasSize(MANY / 2);
    }

    @Test
    void shardsDoALittleInEachTurn() {
        TopologyImport many = empty();
        for (int i = 0; i < 50_000; i++) {
            many.add(queue("q" + i, true));
        }
        assertThat(handOver(many)).isTrue();
        CompletableFuture<Void> made = many.make();
        int most = 0;
        int turns = 0;
        while (!made.isDone()) {
            int before = node.vhosts.queueCount();
            node.shards.thread(0).runOne();
            node.shards.thread(1).runOne();
            most = Math.max(most, node.vhosts.queueCount() - before);
            turns++;
        }
        assertThat(turns).isGreaterThan(5);
        assertThat(most).isLessThan(50_000 / 4);
    }

    @Test
    void nothingIsHandedOverWhenAClientWasFaster() {
        TopologyImport three = three();
        List<Change> records = three.changes();
        node.queue("q", true, 0);
        boolean handedOver = TopologyImport.handOver(List.of(three), () -> {
            throw new AssertionError();
        });
        assertThat(handedOver).isFalse();
        assertThat(records).hasSize(3);
    }

    @Test
    void nothingIsHandedOverWhenAClientWasFasterThanTheRecords() {
        TopologyImport three = three();
        node.queue("q", true, 0);
        assertThat(handOver(three)).isFalse();
    }

    @Test
    void whatHasNothingToDoWithItMayChange() {
        TopologyImport three = three();
        node.queue("other", true, 0);
        List<Change> records = three.changes();
        node.queue("another", true, 0);
        assertThat(TopologyImport.handOver(List.of(three), () -> {})).isTrue();
        assertThat(records).hasSize(3);
    }

    /** Into each of many virtual hosts a queue of its own. */
    private List<TopologyImport> manyVhosts(int count) {
        List<TopologyImport> imports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            node.vhosts.add("v" + i, VhostMetadata.NONE);
            TopologyImport one = new TopologyImport(node.vhosts, node.vhosts.get("v" + i), Actor.BROKER);
            one.add(queue("q", true));
            one.changes();
            imports.add(one);
        }
        return imports;
    }

    @Test
    void anImportIntoVeryManyVirtualHostsIsHandedOver() {
        List<TopologyImport> imports = manyVhosts(10_000);
        AtomicInteger handedOver = new AtomicInteger();
        assertThat(TopologyImport.handOver(imports, handedOver::incrementAndGet))
                .isTrue();
        assertThat(handedOver).hasValue(1);
    }

    @Test
    @Timeout(60)
    void afterwardsAllCanBeChangedWhateverCameOfIt() throws Exception {
        List<TopologyImport> imports = manyVhosts(3);
        assertThat(TopologyImport.handOver(imports, () -> {})).isTrue();
        declareInto("v0", "other");
        declareInto("v1", "q");
        assertThat(TopologyImport.handOver(imports, () -> {})).isFalse();
        assertThatThrownBy(() -> TopologyImport.handOver(imports.subList(0, 1), () -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        for (int i = 0; i < 3; i++) {
            declareInto("v" + i, "another");
        }
    }

    private void declareInto(String vhost, String queue) throws Exception {
        node.vhosts
                .get(vhost)
                .addQueue(queue(queue, true), null, node.shards.get(0), Actor.BROKER, VhostFixture.NOBODY);
    }

    /** Nor is the lock of a virtual host taken to which it adds nothing. */
    @Test
    @Timeout(60)
    void whatNothingIsAddedToIsLeftAlone() throws Exception {
        TopologyImport nothing = empty();
        nothing.changes();
        CompletableFuture<Boolean> handedOver = new CompletableFuture<>();
        node.vhost().change(made -> {
            Thread other = new Thread(() -> handedOver.complete(TopologyImport.handOver(List.of(nothing), () -> {})));
            other.start();
            assertThat(handedOver).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
        });
    }

    /** Clients that declare wait for as long as records are handed over. */
    @Test
    void handingOverTakesNoLongerTheMoreThereIsIfNothingHasChanged() {
        TopologyImport many = empty();
        for (int i = 0; i < 100_000; i++) {
            many.add(queue("q" + i, true));
            many.add(binding("amq.direct", "q" + i));
        }
        many.changes();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long leastNanos = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long beganNanos = threads.getCurrentThreadCpuTime();
            assertThat(TopologyImport.handOver(List.of(many), () -> {})).isTrue();
            leastNanos = Math.min(leastNanos, threads.getCurrentThreadCpuTime() - beganNanos);
        }
        assertThat(leastNanos).isLessThan(1_000_000);
    }

    @Test
    void nothingIsHandedOverWhenAnEndHasGone() throws Exception {
        node.queue("there", true, 0);
        TopologyImport one = empty();
        one.add(binding("amq.direct", "there"));
        one.changes();
        node.deleteQueue("there");
        node.shards.run();
        assertThat(TopologyImport.handOver(List.of(one), () -> {})).isFalse();
    }

    @Test
    void whatAClientHasDeclaredMeanwhileStays() throws Exception {
        TopologyImport three = three();
        assertThat(handOver(three)).isTrue();
        BrokerQueue declared = node.queue("q", true, 1);
        node.exchange("x", "fanout", true);
        make(three);
        assertThat(node.vhost().queue("q")).isSameAs(declared);
        assertThat(node.vhost().exchange("x").type()).isEqualTo("fanout");
        assertThat(node.routed("x", "any")).containsExactly("q");
        assertRestartFindsTheSame();
    }

    /** The record of the deletion stands behind that of the import. */
    @Test
    void whatAClientHasDeclaredAndDeletedMeanwhileIsMadeAndLasts() throws Exception {
        TopologyImport three = three();
        assertThat(handOver(three)).isTrue();
        node.queue("q", true, 1);
        node.deleteQueue("q");
        node.exchange("x", "direct", true);
        node.deleteExchange("x");
        make(three);
        assertThat(node.routed("x", "k")).containsExactly("q");
        assertRestartFindsTheSame();
    }

    @Test
    void whatAClientHasBoundAndUnboundMeanwhileIsBoundAndLasts() throws Exception {
        node.queue("q", true, 0);
        TopologyImport one = empty();
        one.add(binding("amq.direct", "q"));
        assertThat(handOver(one)).isTrue();
        node.bind("amq.direct", "q", "k", FieldTable.EMPTY);
        node.unbind("amq.direct", "q", "k", FieldTable.EMPTY);
        make(one);
        assertThat(node.routed("amq.direct", "k")).containsExactly("q");
        assertRestartFindsTheSame();
    }

    @Test
    void aBindingLastsWhenWhatItsEndIsReplacedByLasts() throws Exception {
        node.queue("q", false, 0);
        TopologyImport one = empty();
        one.add(binding("amq.direct", "q"));
        assertThat(handOver(one)).isTrue();
        node.deleteQueue("q");
        node.queue("q", true, 0);
        make(one);
        assertThat(node.routed("amq.direct", "k")).containsExactly("q");
        assertRestartFindsTheSame();
    }

    /** What is made as it was handed over needs no second record. */
    @Test
    void nothingIsWrittenTwiceWhenNobodyCameInBetween() {
        TopologyImport three = three();
        assertThat(handOver(three)).isTrue();
        int written = node.store.waiting();
        make(three);
        assertThat(node.store.waiting()).isEqualTo(written);
    }

    @Test
    void whatDoesNotLastTakesTheRecordAway() throws Exception {
        TopologyImport three = three();
        assertThat(handOver(three)).isTrue();
        node.queue("q", false, 1);
        node.exchange("x", "direct", false);
        make(three);
        node.store.sync();
        assertThat(node.routed("x", "k")).containsExactly("q");
        assertThat(node.restarted().vhost().queue("q")).isNull();
        assertRestartFindsTheSame();
    }

    @Test
    void aBindingGoesWithAnEndThatAClientHasDeleted() throws Exception {
        node.queue("there", true, 0);
        TopologyImport one = empty();
        one.add(binding("amq.direct", "there"));
        assertThat(handOver(one)).isTrue();
        node.deleteQueue("there");
        node.shards.run();
        assertThat(durableNames(node.restarted())).isEmpty(); // a crash before the correction
        make(one);
        node.store.sync();
        assertThat(node.store.count(DefinitionKinds.BINDING)).isZero();
        assertRestartFindsTheSame();
    }

    @Test
    void aStartForgetsABindingWithoutAnEnd() throws Exception {
        node.queue("there", true, 0);
        TopologyImport one = empty();
        one.add(binding("amq.direct", "there"));
        assertThat(handOver(one)).isTrue();
        node.deleteQueue("there");
        node.shards.run();
        VhostFixture restarted = node.restarted();
        restarted.queue("there", true, 0);
        restarted.store.sync();
        assertThat(durableNames(restarted.restarted())).containsExactly("queue there");
    }

    @Test
    void nothingIsAddedToAVirtualHostThatGoes() {
        TopologyImport three = three();
        assertThat(handOver(three)).isTrue();
        VirtualHost going = node.vhosts.remove("/");
        make(three);
        assertThat(going.queues()).isEmpty();
        node.vhosts.definitions().write(node.vhosts.ended(going), VhostFixture.NOBODY);
        node.store.sync();
        for (byte kind : new byte[] {DefinitionKinds.EXCHANGE, DefinitionKinds.QUEUE, DefinitionKinds.BINDING}) {
            assertThat(node.store.count(kind)).isZero();
        }
    }
}
