package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.remote.FakeCarrier;
import org.junit.jupiter.api.Test;

/** Lists: what is asked for, page by page, and how it is printed. */
class ListVerbTest {
    private static final String FIRST = "&page=1&page_size=500&pagination=true&name=&use_regex=false";

    private final FakeTerminal terminal = new FakeTerminal();
    private final FakeCarrier node = new FakeCarrier();
    private final ClientProgram program = new ClientProgram(terminal, call -> node, "1");

    private String ok(String line) {
        assertThat(program.run(line.split(" "))).as(line).isZero();
        assertThat(terminal.takeErr()).isEmpty();
        return terminal.takeOut();
    }

    private void queues(String body) {
        node.answer("GET /queues/%2F?columns=name%2Cmessages" + FIRST, 200, body);
    }

    @Test
    void aTableHasItsNumbersOnTheRight() {
        queues("""
                [{"name":"a","messages":5},{"name":"long \\u001b[2J name é","messages":1000},{"name":"no figure"}]""");
        assertThat(ok("queues list --columns name,messages")).isEqualTo("""
                name                   messages
                a                             5
                long \\u001b[2J name é      1000
                no figure
                """);
        assertThat(ok("queues list --columns name,messages --no-headings")).startsWith("a ");
    }

    @Test
    void anEmptyListIsNothingInATableAndAnEmptyListInJson() {
        queues("[]");
        assertThat(ok("queues list --columns name,messages")).isEmpty();
        assertThat(ok("queues list --columns name,messages -o json")).isEqualTo("[]\n");
        assertThat(ok("queues list --columns name,messages -o csv")).isEqualTo("name,messages\n");
    }

    @Test
    void csvQuotesWhatMustBe() {
        queues("[{\"name\":\"a,\\\"b\\\"\",\"messages\":{\"x\":1}},{\"name\":\"c\"}]");
        assertThat(ok("queues list --columns name,messages -o csv")).isEqualTo("""
                name,messages
                "a,""b""\","{""x"":1}"
                c,
                """);
    }

    @Test
    void jsonIsWholeUnlessColumnsAreNamed() {
        queues("[{\"name\":\"a\",\"messages\":1},{\"name\":\"b\",\"messages\":2}]");
        assertThat(ok("queues list --columns name,messages -o json"))
                .isEqualTo("[\n{\"name\":\"a\",\"messages\":1},\n{\"name\":\"b\",\"messages\":2}\n]\n");
        node.answer("GET /queues/%2F?" + FIRST.substring(1), 200, "[{\"name\":\"a\",\"other\":{\"deep\":null}}]");
        assertThat(ok("queues list -o json")).isEqualTo("[\n{\"name\":\"a\",\"other\":{\"deep\":null}}\n]\n");
    }

    @Test
    void pagesAreAskedForOneAfterTheOther() {
        String query = "GET /exchanges/v?columns=name&sort=name&sort_reverse=true&page=%d&page_size=500"
                + "&pagination=true&name=%%5Ex&use_regex=true";
        for (int page = 1; page <= 3; page++) {
            node.answer(
                    String.format(query, page),
                    200,
                    "{\"page_count\":3,\"items\":[{\"name\":\"x" + page + "\"},{\"name\":\"y" + page + "\"}]}");
        }
        String line = "exchanges list -p v --columns name --sort name --reverse --regex ^x --no-headings";
        assertThat(ok(line)).isEqualTo("x1\ny1\nx2\ny2\nx3\ny3\n");
        node.asked.clear();
        assertThat(ok(line + " --limit 3")).isEqualTo("x1\ny1\nx2\n");
        assertThat(node.asked).hasSize(2);
    }

    @Test
    void listsOfAllVirtualHostsSayWhichOneEachBelongsTo() {
        node.answer(
                "GET /bindings?columns=vhost%2Csource%2Cdestination%2Cdestination_type%2Crouting_key%2Carguments",
                200, """
                [{"source":"","vhost":"v","destination":"q","destination_type":"queue","routing_key":"q",
                  "arguments":{}}]""");
        assertThat(ok("bindings list -A")).isEqualTo("""
                vhost  source  destination  kind   key  arguments
                v              q            queue  q
                """);
    }

    @Test
    void timesArePrintedForPeopleAndKeptForMachines() {
        node.answer("GET /connections?columns=connected_at" + FIRST, 200, "[{\"connected_at\":1795161304006}]");
        assertThat(ok("connections list --columns since")).isEqualTo("since\n2026-11-20T07:55:04Z\n");
        assertThat(ok("connections list --columns since -o csv")).isEqualTo("since\n1795161304006\n");
    }

    @Test
    void columnsAreCalledAsTheyWereAskedFor() {
        node.answer("GET /queues/%2F?columns=messages_ready%2Cmessages_ready" + FIRST, 200, "[{\"messages_ready\":7}]");
        assertThat(ok("queues list --columns ready,messages_ready -o csv")).isEqualTo("ready,messages_ready\n7,7\n");
    }

    @Test
    void aListThatIsWatchedIsDrawnAnew() {
        queues("[{\"name\":\"a\",\"messages\":1}]");
        queues("[{\"name\":\"a\",\"messages\":2}]");
        queues("[{\"name\":\"a\",\"messages\":3}]");
        terminal.watched = true;
        terminal.pausesLeft = 2;
        String shown = ok("queues list --columns name,messages --watch");
        String clear = "\u001b[H\u001b[2J\u001b[3J";
        assertThat(shown)
                .isEqualTo(clear
                        + "every 2 s: queues list --columns name,messages --watch  1970-01-01T00:16:40Z\n\n"
                        + "name  messages\na            1\n" + clear
                        + "every 2 s: queues list --columns name,messages --watch  1970-01-01T00:16:42Z\n\n"
                        + "name  messages\na            2\n" + clear
                        + "every 2 s: queues list --columns name,messages --watch  1970-01-01T00:16:44Z\n\n"
                        + "name  messages\na            3\n");
        assertThat(terminal.pauses).containsExactly(2_000L, 2_000L, 2_000L);
    }

    @Test
    void whereNobodyLooksWatchedListsStandOneBelowTheOther() {
        queues("[{\"name\":\"a\",\"messages\":1}]");
        terminal.pausesLeft = 1;
        assertThat(ok("queues list --columns name,messages --watch=7 -q"))
                .isEqualTo("name  messages\na            1\n\nname  messages\na            1\n\n");
        assertThat(terminal.pauses).containsExactly(7_000L, 7_000L);
    }

    @Test
    void aNodeThatGoesWhileItIsWatchedEndsIt() {
        queues("[]");
        node.answer("GET /queues/%2F?columns=name%2Cmessages" + FIRST, 503, "{\"reason\":\"stops\"}");
        assertThat(program.run("queues", "list", "--columns", "name,messages", "--watch"))
                .isEqualTo(69);
    }

    @Test
    void aVirtualHostThatIsNotThereIsNamed() {
        node.answer(
                "GET /queues/nosuch?columns=name" + FIRST,
                404,
                "{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
        assertThat(program.run("queues", "list", "-p", "nosuch", "--columns", "name"))
                .isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: there is no vhost 'nosuch'\n");
    }

    @Test
    void aListIsSortedByTheHeadingOfAColumnToo() {
        String sorted = "&sort=messages_ready&sort_reverse=true" + FIRST;
        node.answer("GET /queues/%2F?columns=name%2Cmessages_ready" + sorted, 200, """
                [{"name":"b","messages_ready":2},{"name":"a","messages_ready":1}]""");
        String table = "name\nb\na\n";
        assertThat(ok("queues list --columns name --sort ready --reverse")).isEqualTo(table);
        assertThat(ok("queues list --columns name --sort messages_ready --reverse"))
                .isEqualTo(table);
        node.answer("GET /queues/%2F?" + sorted.substring(1), 200, "[{\"name\":\"b\",\"messages_ready\":2}]");
        assertThat(ok("queues list --sort ready --reverse -o json")).startsWith("[\n{\"name\":\"b\"");
    }

    @Test
    void aListIsNotSortedByWhatNoneOfItHas() {
        String query = "GET /queues/%%2F?columns=name%%2C%s&sort=%1$s&sort_reverse=false" + FIRST;
        node.answer(String.format(query, "mesages"), 200, "[{\"name\":\"b\"},{\"name\":\"a\"}]")
                .answer(String.format(query, "memory"), 200, "[{\"name\":\"b\"},{\"name\":\"a\",\"memory\":null}]")
                .answer(String.format(query, "message_stats.ack"), 200, "[{\"name\":\"b\"}]")
                .answer(String.format(query, "anything"), 200, "[]");
        String line = "queues list --columns name --sort ";
        assertThat(program.run((line + "mesages").split(" "))).isEqualTo(64);
        assertThat(terminal.takeErr()).startsWith("leveret: there is no column mesages to sort by");
        assertThat(terminal.takeOut()).isEmpty();
        assertThat(ok(line + "memory")).isEqualTo("name\nb\na\n");
        assertThat(ok(line + "message_stats.ack")).isEqualTo("name\nb\n");
        assertThat(ok(line + "anything")).isEmpty();
    }

    @Test
    void aListThatBecomesShorterWhileItIsReadEnds() {
        String query = "GET /queues/%%2F?columns=name&page=%d&page_size=500&pagination=true&name=&use_regex=false";
        node.answer(String.format(query, 1), 200, "{\"page_count\":2,\"items\":[{\"name\":\"a\"}]}")
                .answer(
                        String.format(query, 2),
                        400,
                        "{\"error\":\"page_out_of_range\",\"reason\":\"Page out of range, page: 2\"}");
        assertThat(ok("queues list --columns name")).isEqualTo("name\na\n");
        assertThat(ok("queues list --columns name -o json")).isEqualTo("[\n{\"name\":\"a\"}\n]\n");
        assertThat(node.asked).hasSize(4);
    }

    @Test
    void whatElseIsWrongWithALaterPageIsTold() {
        String query = "GET /queues/%%2F?columns=name&page=%d&page_size=500&pagination=true&name=&use_regex=false";
        node.answer(String.format(query, 1), 200, "{\"page_count\":2,\"items\":[{\"name\":\"a\"}]}")
                .answer(String.format(query, 2), 400, "{\"error\":\"bad_request\",\"reason\":\"tired\"}");
        assertThat(program.run("queues", "list", "--columns", "name")).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: tired\n");
    }

    @Test
    void limitsAreThoseOfTheVirtualHostThatIsNamed() {
        node.answer("GET /vhost-limits/v?columns=vhost%2Cvalue", 200, """
                        [{"vhost":"v","value":{"max-queues":1}}]""");
        assertThat(ok("limits list -p v --columns vhost,value -o csv"))
                .isEqualTo("vhost,value\nv,\"{\"\"max-queues\"\":1}\"\n");
        assertThat(program.run("limits", "list", "-p", "v", "--users")).isEqualTo(64);
        assertThat(node.asked).hasSize(1);
    }

    @Test
    void parametersAreThoseOfTheVirtualHostThatIsNamed() {
        node.answer("GET /vhosts/v", 200, "{\"name\":\"v\"}")
                .answer("GET /vhosts/w", 404, "{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}")
                .answer("GET /parameters?columns=name%2Cvhost", 200, """
                        [{"name":"a","vhost":"/"},{"name":"b","vhost":"v"},{"name":"c","vhost":"v"}]""")
                .answer("GET /parameters?columns=name", 200, "[{\"name\":\"a\"},{\"name\":\"b\"}]");
        assertThat(ok("parameters list -p v --columns name")).isEqualTo("name\nb\nc\n");
        assertThat(ok("parameters list -p v --columns name --limit 1")).isEqualTo("name\nb\n");
        assertThat(ok("parameters list --columns name")).isEqualTo("name\na\nb\n");
        assertThat(program.run("parameters", "list", "-p", "w")).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: there is no vhost 'w'\n");
    }
}
