package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.FiguresAdmin.QueueKind;
import io.leveret.management.admin.QueuesAdmin.PolicyDetails;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import io.leveret.management.admin.Stat;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Callers;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.RouteTable;
import io.leveret.management.json.Json;
import io.leveret.management.stats.FakeFigures;
import io.leveret.management.stats.FakeFigures.Queue;
import io.leveret.management.stats.Stats;
import io.leveret.management.stats.StatsOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found to want attention, and lists of queues that are filtered by it, over figures that are set. */
class FindingRoutesTest {
    private final FakeAccess access = new FakeAccess()
            .user("root", "administrator")
            .user("app", "management")
            .enter("app", "a");
    private final FakeNode node = new FakeNode();
    private final FakeFigures figures = new FakeFigures();
    private long nowMs = 1_800_000_000_000L;
    private final Stats stats = new Stats(StatsOptions.byDefault(), node, () -> nowMs);
    private final RouteTable table = Api.routes(node, stats);

    @BeforeEach
    void fill() {
        node.figures = figures;
        node.vhosts.put("a", false);
        node.vhosts.put("b", false);
    }

    private Queue queue(String vhost, String name, FieldTable arguments) {
        node.queues.add(new QueueDetails(
                vhost,
                name,
                true,
                false,
                false,
                new PolicyDetails("", "", Collections.emptySortedMap()),
                arguments,
                "<q>",
                "",
                0,
                0,
                0,
                0,
                0,
                false));
        return figures.queue(vhost, name, QueueKind.CLASSIC);
    }

    private void next() {
        nowMs += 5_000;
        stats.sampleNow();
    }

    private List<String> texts(String user) throws Exception {
        List<String> texts = new ArrayList<>();
        Map<?, ?> answer = (Map<?, ?>) get(user, "/x/health");
        for (Object each : (List<?>) answer.get("findings")) {
            Map<?, ?> finding = (Map<?, ?>) each;
            if (!finding.get("kind").equals("disk")) { // of which the fake node has little
                texts.add(String.valueOf(finding.get("text")));
            }
        }
        return texts;
    }

    private Object get(String user, String target) throws Exception {
        return Json.read(Json.write(Callers.json(Callers.get(table, Callers.of(access, user), target))));
    }

    @Test
    void whereAllIsWellNothingIsFound() throws Exception {
        Queue queue = queue("a", "q", FieldTable.EMPTY);
        queue.consumers = 1;
        next();
        assertThat(texts("root")).isEmpty();
    }

    @Test
    void alarmsAndDamageComeFirst() throws Exception {
        queue("a", "q", FieldTable.EMPTY).ready = 3;
        queue("a", "x", FieldTable.EMPTY).consumers = 1;
        queue("b", "x", FieldTable.EMPTY).consumers = 1;
        node.alarms.add(Resource.DISK);
        node.damagedQueues.add("queue 'x' in vhost 'a'");
        next();
        assertThat(texts("root"))
                .containsExactly(
                        "The disk alarm is raised: publishers are blocked",
                        "Messages were lost by damage on disk in queue 'x' in vhost 'a'",
                        "Nobody takes the messages of q (3)");
        assertThat(names("damaged")).as("not the one of this name elsewhere").containsExactly("x");
    }

    /** Names of queues, and how much goes wrong, in virtual hosts that a user does not see are not told. */
    @Test
    void whatConcernsOthersIsNotTold() throws Exception {
        queue("b", "secret", FieldTable.EMPTY).consumers = 1;
        node.damagedQueues.add("queue 'secret' in vhost 'b'");
        next();
        figures.all.add(Stat.DROP_UNROUTABLE, 10);
        next();
        assertThat(texts("app")).isEmpty();
        assertThat(texts("root")).anyMatch(text -> text.contains("secret"));
    }

    @Test
    void queuesWithoutConsumersAreNamedTheLargestFirstAndOnlyThoseThatTheUserSees() throws Exception {
        for (int i = 1; i <= 7; i++) {
            queue("a", "q" + i, FieldTable.EMPTY).ready = i * 1_000;
        }
        queue("b", "secret", FieldTable.EMPTY).ready = 9_000;
        next();
        assertThat(texts("app"))
                .containsExactly("Nobody takes the messages of q7 (7,000), q6 (6,000), q5 (5,000), q4 (4,000),"
                        + " q3 (3,000) and 2 more");
        assertThat(texts("root").get(0)).startsWith("Nobody takes the messages of secret (9,000)");
    }

    @Test
    void consumersThatAcknowledgeNothingAreFound() throws Exception {
        Queue queue = queue("a", "q", FieldTable.EMPTY);
        queue.consumers = 1;
        next();
        queue.add(Stat.PUBLISH, 7);
        queue.ready = 5;
        queue.unacked = 2;
        next();
        assertThat(texts("root")).as("they may have come just now").isEmpty();
        next();
        assertThat(texts("root")).containsExactly("Consumers hold messages and acknowledge none in q (5)");
        queue.add(Stat.ACK, 1);
        next();
        assertThat(texts("root")).isEmpty();
    }

    @Test
    void deadLettersThatGatherAreFoundWhereverTheExchangeLeads() throws Exception {
        queue(
                "a",
                "work",
                FieldTable.builder().string("x-dead-letter-exchange", "dlx").build());
        node.bindings.add(new BindingDetails("a", "dlx", "more", false, "", FieldTable.EMPTY));
        node.bindings.add(new BindingDetails("a", "more", "dead", true, "", FieldTable.EMPTY));
        Queue dead = queue("a", "dead", FieldTable.EMPTY);
        Queue other = queue("a", "other", FieldTable.EMPTY);
        dead.consumers = 1;
        other.consumers = 1;
        dead.ready = 1;
        other.ready = 1;
        next();
        dead.ready = 10;
        other.ready = 10;
        for (Queue each : List.of(dead, other)) {
            each.add(Stat.DELIVER, 1);
            each.add(Stat.ACK, 1);
        }
        next();
        assertThat(texts("root")).containsExactly("Dead letters gather in dead (10)");
        for (Queue each : List.of(dead, other)) {
            each.add(Stat.ACK, 1);
        }
        next();
        assertThat(texts("root")).as("they do not grow any more").isEmpty();
    }

    /** With messages to be had: what came is neither held nor done, so it went back, or was rejected. */
    @Test
    void consumersThatReturnEverythingAreFound() throws Exception {
        Queue queue = queue("a", "q", FieldTable.EMPTY);
        queue.consumers = 1;
        queue.ready = 5;
        queue.unacked = 2;
        next();
        queue.add(Stat.DELIVER, 3);
        next();
        assertThat(texts("root")).containsExactly("Consumers return or reject all that they get in q (5)");
        queue.add(Stat.DELIVER, 2);
        next();
        assertThat(texts("root"))
                .as("it is held")
                .containsExactly("Consumers hold messages and acknowledge none in q (5)");
    }

    @Test
    void consumersThatGetNothingAreFound() throws Exception {
        Queue queue = queue("a", "q", FieldTable.EMPTY);
        queue.consumers = 1;
        queue.ready = 5;
        next();
        next();
        assertThat(texts("root")).containsExactly("Consumers do not read what waits in q (5)");
        queue.add(Stat.DELIVER_NO_ACK, 1);
        next();
        assertThat(texts("root")).isEmpty();
    }

    /** By its argument, or by what a policy says to it; not those that drop what is old. */
    @Test
    void queuesThatRefuseAreFoundWhenTheyAreFull() throws Exception {
        FieldTable refusing = FieldTable.builder()
                .string("x-overflow", "reject-publish")
                .integer("x-max-length", 10)
                .build();
        Queue full = queue("a", "full", refusing);
        queue("a", "nearly", refusing).ready = 9;
        queue("a", "dropping", FieldTable.builder().integer("x-max-length", 10).build()).ready = 10;
        full.ready = 10;
        next();
        assertThat(texts("root"))
                .containsExactly(
                        "Publishers are refused by full queues: full (10)",
                        "Nobody takes the messages of full (10), dropping (10), nearly (9)");
        full.ready = 9;
        assertThat(texts("root")).hasSize(1);
    }

    @Test
    void queuesAreListedByWhatIsWrongWithThem() throws Exception {
        queue("a", "full", FieldTable.EMPTY).ready = 5;
        Queue taken = queue("a", "taken", FieldTable.EMPTY);
        taken.consumers = 1;
        next();
        assertThat(names("messages>4")).containsExactly("full");
        assertThat(names("messages<5")).containsExactly("taken");
        assertThat(names("no-consumers")).containsExactly("full");
        assertThat(names("classic")).containsExactly("full", "taken");
        assertThat(names("quorum")).isEmpty();
        Assertions.assertThatThrownBy(() -> names("nonsense"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("filter must be");
    }

    private List<String> names(String filter) throws Exception {
        List<String> names = new ArrayList<>();
        ((List<?>) get("root", "/queues?filter=" + filter))
                .forEach(each -> names.add(String.valueOf(((Map<?, ?>) each).get("name"))));
        return names;
    }
}
