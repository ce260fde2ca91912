package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ConnectionsAdmin.Agreement;
import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ConnectionsAdmin.Peer;
import io.leveret.management.admin.ConnectionsAdmin.Session;
import io.leveret.management.admin.ConnectionsAdmin.Traffic;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.QueuesAdmin.ConsumerChannel;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lists, with values as RabbitMQ 4.0.5 was seen to print them. */
class ListCommandsTest {
    private static final FieldTable ARGUMENTS = FieldTable.builder()
            .integer("x-message-ttl", 60_000)
            .string("x-queue-type", "classic")
            .build();

    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    @BeforeEach
    void fill() {
        node.queues.add(FakeNode.queue("q2", FieldTable.EMPTY, 5, 2, 0));
        node.queues.add(FakeNode.queue("q1", ARGUMENTS, 0, 0, 1));
        node.exchanges.add(
                new ExchangeDetails("/", "", "direct", true, false, false, "", "rmq-internal", FieldTable.EMPTY));
        node.exchanges.add(new ExchangeDetails(
                "/",
                "x",
                "topic",
                true,
                false,
                false,
                "pol",
                "guest",
                FieldTable.builder().string("alternate-exchange", "amq.fanout").build()));
        node.bindings.add(new BindingDetails("/", "", "q1", true, "q1", FieldTable.EMPTY));
        node.bindings.add(new BindingDetails(
                "/",
                "x",
                "y",
                false,
                "a.#",
                FieldTable.builder().integer("k", 1).string("s", "t").build()));
    }

    @BeforeEach
    void fillClients() {
        FieldTable properties = FieldTable.builder()
                .string("connection_name", "my \"conn\"")
                .table(
                        "capabilities",
                        FieldTable.builder().bool("basic.nack", true).build())
                .string("version", "")
                .build();
        node.connections.add(new ConnectionDetails(
                "<n@h.1.7.0>",
                "127.0.0.1:52406 -> 127.0.0.1:5672",
                new Peer("127.0.0.1", 52406),
                new Peer("127.0.0.1", 5672),
                "running",
                1795184478554L,
                1,
                new Session("guest", "/", "PLAIN", properties),
                new Agreement(2047, 131072, 60),
                new Traffic(1009, 11, 705, 12, 0),
                null));
        node.channels.add(new ChannelDetails(
                "<n@h.1.7.1>",
                "<n@h.1.7.0>",
                "127.0.0.1:52406 -> 127.0.0.1:5672",
                1,
                "guest",
                "/",
                false,
                true,
                1,
                2,
                3,
                4,
                5,
                10,
                0,
                new Peer("127.0.0.1", 52406)));
        node.consumers.add(new ConsumerDetails(
                "/",
                "q1",
                new ConsumerChannel(
                        "<n@h.1.7.1>", "127.0.0.1:52406 -> 127.0.0.1:5672", 1, "guest", new Peer("127.0.0.1", 52406)),
                "ctag1",
                true,
                false,
                10,
                true,
                "up",
                1_800_000,
                FieldTable.builder().integer("x-priority", 3).build(),
                "key"));
    }

    private void expect(String command, String out) {
        assertThat(line.ctl(command)).as(command).isZero();
        assertThat(line.out()).as(command).isEqualTo(out);
    }

    @Test
    void queues() {
        expect(
                "list_queues",
                "Timeout: 60.0 seconds ...\nListing queues for vhost / ...\nname\tmessages\nq2\t7\nq1\t0\n");
        expect(
                "list_queues -q name durable auto_delete arguments policy pid state type exclusive consumers"
                        + " messages_ready messages_unacknowledged",
                "name\tdurable\tauto_delete\targuments\tpolicy\tpid\tstate\ttype\texclusive\tconsumers\tmessages_ready"
                        + "\tmessages_unacknowledged\n"
                        + "q2\ttrue\tfalse\t[]\t\t<n@h.1.0.5>\trunning\tclassic\tfalse\t0\t5\t2\n"
                        + "q1\ttrue\tfalse\t[{\"x-message-ttl\",60000},{\"x-queue-type\",\"classic\"}]\t\t<n@h.1.0.5>"
                        + "\trunning\tclassic\tfalse\t1\t0\t0\n");
        expect(
                "list_queues name arguments --formatter json",
                "[\n{\"name\":\"q2\",\"arguments\":[]}\n,{\"name\":\"q1\",\"arguments\":"
                        + "[[\"x-message-ttl\",\"signedint\",60000],[\"x-queue-type\",\"longstr\",\"classic\"]]}\n]\n");
        expect("list_queues --formatter csv", "\"name\",\"messages\"\n\"q2\",\"7\"\n\"q1\",\"0\"\n");
        expect("list_queues -s 'name consumers'", "q2\t0\nq1\t1\n");
        node.queues.add(FakeNode.damagedQueue("q3"));
        expect("list_queues -s 'name damaged'", "q2\tfalse\nq1\tfalse\nq3\ttrue\n");
        expect("list_queues -p nowhere", "Timeout: 60.0 seconds ...\nListing queues for vhost nowhere ...\n");
        expect("list_queues -p nowhere --formatter json", "[\n]\n");
        expect("list_queues --offline -q", "");
    }

    @Test
    void exchangesAndBindings() {
        expect("list_exchanges", "Listing exchanges for vhost / ...\nname\ttype\n\tdirect\nx\ttopic\n");
        expect(
                "list_exchanges name policy arguments --formatter csv",
                "\"name\",\"policy\",\"arguments\"\n\"\",\"\",\"[]\"\n"
                        + "\"x\",\"pol\",\"[{\"\"alternate-exchange\"\",\"\"amq.fanout\"\"}]\"\n");
        expect(
                "list_bindings",
                "Listing bindings for vhost /...\n"
                        + "source_name\tsource_kind\tdestination_name\tdestination_kind\trouting_key\targuments\n"
                        + "\texchange\tq1\tqueue\tq1\t[]\n"
                        + "x\texchange\ty\texchange\ta.#\t[{\"k\",1},{\"s\",\"t\"}]\n");
    }

    @Test
    void connectionsChannelsAndConsumers() {
        expect(
                "list_connections",
                "Listing connections ...\nuser\tpeer_host\tpeer_port\tstate\nguest\t127.0.0.1\t52406\trunning\n");
        expect(
                "list_connections -q pid peer_port client_properties",
                "pid\tpeer_port\tclient_properties\n<n@h.1.7.0>\t52406\t[{\"connection_name\",\"my \\\"conn\\\"\"},"
                        + "{\"capabilities\",[{\"basic.nack\",true}]},{\"version\",[]}]\n");
        expect(
                "list_connections -s name vhost channels ssl protocol host port auth_mechanism timeout frame_max"
                        + " channel_max recv_oct recv_cnt send_oct send_cnt send_pend connected_at",
                "127.0.0.1:52406 -> 127.0.0.1:5672\t/\t1\tfalse\t{0,9,1}\t127.0.0.1\t5672\tPLAIN\t60\t131072\t2047"
                        + "\t1009\t11\t705\t12\t0\t1795184478554\n");
        expect(
                "list_channels",
                "Listing channels ...\npid\tuser\tconsumer_count\tmessages_unacknowledged\n<n@h.1.7.1>\tguest\t1\t2\n");
        expect(
                "list_channels -s name number connection transactional confirm messages_unconfirmed prefetch_count",
                "127.0.0.1:52406 -> 127.0.0.1:5672 (1)\t1\t<n@h.1.7.0>\tfalse\ttrue\t3\t10\n");
        expect(
                "list_consumers",
                "Listing consumers in vhost / ...\nqueue_name\tchannel_pid\tconsumer_tag\tack_required\tprefetch_count"
                        + "\tactive\targuments\nq1\t<n@h.1.7.1>\tctag1\ttrue\t10\ttrue\t[{\"x-priority\",3}]\n");
    }

    @Test
    void columnsThatNobodyKnowsAreRefused() {
        for (String list : new String[] {
            "list_queues", "list_exchanges", "list_bindings", "list_connections", "list_channels", "list_consumers"
        }) {
            assertThat(line.ctl(list + " nonsense")).as(list).isEqualTo(64);
            assertThat(line.out()).as(list).isEmpty();
            assertThat(line.err())
                    .as(list)
                    .startsWith("Error (argument validation): Info key(s) nonsense are not supported\n");
        }
    }
}
