package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.AdminException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How command lines are understood. Expected texts are what RabbitMQ 4.0.5's tools were seen to print. */
class ControlCommandsTest {
    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    @Test
    void theBannerComesFirstThenTheHeadersThenTheRows() {
        assertThat(line.ctl("list_users")).isZero();
        assertThat(line.out()).isEqualTo("Listing users ...\nuser\ttags\nguest\t[administrator]\n");
        assertThat(line.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-q list_users", "list_users --quiet", "list_users -q"})
    void quietLeavesTheBannerOut(String command) {
        assertThat(line.ctl(command)).isZero();
        assertThat(line.out()).isEqualTo("user\ttags\nguest\t[administrator]\n");
    }

    @Test
    void silentLeavesTheHeadersOutToo() {
        line.ctl("list_users --silent");
        assertThat(line.out()).isEqualTo("guest\t[administrator]\n");
        line.ctl("list_users -s");
        assertThat(line.out()).isEqualTo("guest\t[administrator]\n");
    }

    @Test
    void headersAloneCanBeLeftOut() {
        line.ctl("list_users --no-table-headers");
        assertThat(line.out()).isEqualTo("Listing users ...\nguest\t[administrator]\n");
        line.ctl("list_users --no_table_headers");
        assertThat(line.out()).isEqualTo("Listing users ...\nguest\t[administrator]\n");
    }

    @Test
    void jsonAndCsvHaveNoBanner() {
        line.ctl("add_user b secret");
        line.ctl("list_users --formatter json");
        assertThat(line.out())
                .isEqualTo("[\n{\"user\":\"guest\",\"tags\":[\"administrator\"]}\n,{\"user\":\"b\",\"tags\":[]}\n]\n");
        line.ctl("list_users --formatter=csv");
        assertThat(line.out()).isEqualTo("\"user\",\"tags\"\n\"guest\",\"[administrator]\"\n\"b\",\"[]\"\n");
    }

    @Test
    void prettyTablesAreDrawnWithTheTerminalsLines() {
        line.ctl("list_users --formatter pretty_table");
        String bar = "\u001b(0x\u001b(B";
        assertThat(line.out())
                .isEqualTo("Listing users ...\n"
                        + "\u001b(0lqqqqqqqwqqqqqqqqqqqqqqqk\u001b(B\n"
                        + bar + " \u001b[1muser\u001b[0m  " + bar + " \u001b[1mtags\u001b[0m          " + bar + "\n"
                        + "\u001b(0tqqqqqqqnqqqqqqqqqqqqqqqu\u001b(B\n"
                        + bar + " guest " + bar + " administrator " + bar + "\n"
                        + "\u001b(0mqqqqqqqvqqqqqqqqqqqqqqqj\u001b(B\n");
    }

    @Test
    void tooManyArgumentsShowWhatWasGivenAndTheUsage() {
        assertThat(line.ctl("-n n@h add_user u a b")).isEqualTo(64);
        assertThat(line.out()).isEmpty();
        assertThat(line.err())
                .isEqualTo("Error (argument validation): too many arguments.\n"
                        + "Arguments given:\n\t-n n@h add_user u a b\n\nUsage\n\n"
                        + "rabbitmqctl [--node <node>] [--longnames] [--quiet] add_user <username> [<password>]"
                        + " [<password_hash> --pre-hashed-password]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"set_permissions", "add_vhost", "purge_queue", "set_policy a b", "close_connection x"})
    void tooFewArgumentsAreUsageErrors(String command) {
        assertThat(line.ctl(command)).isEqualTo(64);
        assertThat(line.err()).startsWith("Error (argument validation): not enough arguments.\nArguments given:\n");
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThat(line.ctl("add_user u --bogus x")).isEqualTo(64);
        assertThat(line.err())
                .startsWith("Error (argument validation): Invalid options for this command:\n--bogus : \n"
                        + "Arguments given:\n\tadd_user u --bogus x\n");
        assertThat(node.passwords).doesNotContainKey("u");
    }

    @ParameterizedTest
    @CsvSource({
        "list_queues -p, Missing required parameter for option `--vhost`",
        "list_queues -p --silent, Expected parameter for option `--vhost` but found `--silent`",
        "list_users --quiet=perhaps, option `--quiet` should be specified without `perhaps` parameter"
    })
    void anOptionWithoutItsValueIsNamed(String arguments, String fault) {
        assertThat(line.ctl(arguments)).isEqualTo(64);
        assertThat(line.err()).contains("Invalid options for this command:\n" + fault.replace('`', '\''));
    }

    @Test
    void whatLooksLikeAFileOfArgumentsOrANumberIsAnArgument() {
        assertThat(line.ctl("add_user @nowhere -5")).isZero();
        assertThat(node.passwords).containsEntry("@nowhere", "-5");
    }

    @Test
    void anUnknownCommandShowsAllCommands() {
        assertThat(line.ctl("foo")).isEqualTo(64);
        assertThat(line.err()).startsWith("\nCommand 'foo' not found. \n\nUsage\n\nrabbitmqctl ");
        assertThat(line.err()).contains("\nAvailable commands:\n", "\nUsers:\n\n", "   add_user  ");
    }

    @Test
    void nothingAtAllShowsAllCommands() {
        assertThat(line.ctl("")).isEqualTo(64);
        assertThat(line.err()).contains("Available commands:");
    }

    @Test
    void everyToolHasItsOwnCommands() {
        assertThat(line.ctl("check_running")).isEqualTo(64);
        assertThat(line.run("rabbitmq-diagnostics", "add_user a b")).isEqualTo(64);
        assertThat(line.run("rabbitmq-plugins", "check_running")).isEqualTo(64);
        assertThat(line.run("rabbitmq-diagnostics", "check_running")).isZero();
    }

    @Test
    void helpOfAnUnknownCommandIsAUsageError() {
        assertThat(line.ctl("help nosuch")).isEqualTo(64);
        assertThat(line.err()).isEqualTo("Error:\n\nCommand 'nosuch' not found.\n");
    }

    @Test
    void helpOfACommandIsSuccess() {
        assertThat(line.ctl("set_topic_permissions --help")).isZero();
        assertThat(line.out())
                .startsWith("\nUsage\n\nrabbitmqctl [--node <node>] [--longnames] [--quiet] set_topic_permissions"
                        + " [--vhost <vhost>] <username> <exchange> <write> <read>\n\n"
                        + "Sets user topic permissions for an exchange\n");
        assertThat(line.ctl("help add_user")).isZero();
        assertThat(line.out()).contains("add_user <username>");
        assertThat(line.ctl("help")).isZero();
        assertThat(line.out()).contains("Available commands:");
    }

    @ParameterizedTest
    @CsvSource({"list_users", "add_user u p", "list_queues", "set_vm_memory_high_watermark 0.4"})
    void mostCommandsNeedTheBroker(String command) {
        node.running = false;
        assertThat(line.ctl(command)).isEqualTo(64);
        assertThat(line.out()).isEmpty();
        assertThat(line.err()).contains("Start it with 'rabbitmqctl start_app'.");
    }

    @Test
    void aDoubleHyphenEndsTheOptions() {
        assertThat(line.ctl("add_user -- -strange -pass")).isZero();
        assertThat(node.passwords).containsEntry("-strange", "-pass");
    }

    @Test
    void aFormatterThatIsNotThereIsRefused() {
        assertThat(line.ctl("list_users --formatter bogus")).isEqualTo(64);
        assertThat(line.out()).isEmpty();
    }

    @Test
    void aShardThatDoesNotAnswerIsATimeout() {
        node.queuesFail = new AdminException(AdminException.Kind.TIMEOUT, "a shard did not answer");
        assertThat(line.ctl("list_queues")).isEqualTo(75);
        assertThat(line.err())
                .startsWith("Error: operation list_queues on node n@h timed out. Timeout value used: infinity\n");
    }

    @Test
    void aFaultIsReportedAndEndsNothing() {
        node.parameters.add(new io.leveret.management.admin.ParametersAdmin.Parameter("/", "policy", "p", "no json"));
        assertThat(line.ctl("list_policies")).isEqualTo(70);
        assertThat(line.err()).startsWith("Error:\n");
        assertThat(line.ctl("list_users")).isZero();
    }
}
