package io.leveret.management.ctl;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import java.util.List;

/** {@code list_queues} and the like. One of a virtual host that is not there is empty, as in RabbitMQ. */
final class ListCommands {
    private static final String GROUP = "Monitoring, observability and health checks";

    /** Finds what is to be listed. */
    private interface Source<T> {
        List<T> list(Invocation call) throws AdminException;
    }

    private ListCommands() {}

    static void addTo(CommandTable table) {
        table.add(list("list_bindings", "Lists all bindings on a vhost", bindings(), ListCommands::bindingsOf)
                .takes(
                        "[--vhost <vhost>] [--no-table-headers] [<column> ...] [--timeout <timeout>]",
                        0,
                        Integer.MAX_VALUE)
                .saying(call -> "Listing bindings for vhost " + call.vhost() + "..."));
        table.add(list(
                        "list_channels",
                        "Lists all channels in the node",
                        channels(),
                        call -> call.broker().connections().channels())
                .takes("[--no-table-headers] [<column> ...] [--timeout <timeout>]", 0, Integer.MAX_VALUE)
                .saying(call -> "Listing channels ..."));
        table.add(list(
                        "list_connections",
                        "Lists AMQP 0.9.1 connections for the node",
                        connections(),
                        call -> call.broker().connections().connections())
                .takes("[--no-table-headers] [<column> ...] [--timeout <timeout>]", 0, Integer.MAX_VALUE)
                .saying(call -> "Listing connections ..."));
        table.add(list("list_consumers", "Lists all consumers for a vhost", consumers(), ListCommands::consumersOf)
                .takes(
                        "[--vhost <vhost>] [--no-table-headers] [<column> ...] [--timeout <timeout>]",
                        0,
                        Integer.MAX_VALUE)
                .saying(call -> "Listing consumers in vhost " + call.vhost() + " ..."));
        table.add(list("list_exchanges", "Lists exchanges", exchanges(), ListCommands::exchangesOf)
                .takes(
                        "[--vhost <vhost>] [--no-table-headers] [<column> ...] [--timeout <timeout>]",
                        0,
                        Integer.MAX_VALUE)
                .saying(call -> "Listing exchanges for vhost " + call.vhost() + " ..."));
        table.add(list("list_queues", "Lists queues and their properties", queues(), ListCommands::queuesOf)
                .takes(
                        "[--vhost <vhost>] [--online] [--offline] [--local] [--no-table-headers] [<column>, ...]"
                                + " [--timeout <timeout>]",
                        0,
                        Integer.MAX_VALUE)
                .switches("online", "offline", "local")
                .saying(call -> "Timeout: " + call.options().valueOr("timeout", "60") + ".0 seconds ...\n"
                        + "Listing queues for vhost " + call.vhost() + " ..."));
    }

    private static <T> Command list(String name, String description, Columns<T> columns, Source<T> source) {
        return Command.named(name, GROUP, description)
                .checking(call -> columns.wanted(call.arguments()))
                .doing(call -> columns.table(columns.wanted(call.arguments()), source.list(call), true));
    }

    private static boolean exists(Invocation call) {
        return call.broker().vhosts().exists(call.vhost());
    }

    private static List<BindingDetails> bindingsOf(Invocation call) throws AdminException {
        return exists(call) ? call.broker().exchanges().bindings(call.vhost()) : List.of();
    }

    private static List<ConsumerDetails> consumersOf(Invocation call) throws AdminException {
        return exists(call) ? call.broker().queues().consumers(call.vhost()) : List.of();
    }

    private static List<ExchangeDetails> exchangesOf(Invocation call) throws AdminException {
        return exists(call) ? call.broker().exchanges().list(call.vhost()) : List.of();
    }

    /** All queues are of this node and online. An exclusive one of another connection is listed by nobody's command. */
    private static List<QueueDetails> queuesOf(Invocation call) throws AdminException {
        boolean none = call.options().has("offline") || !exists(call);
        return none ? List.of() : call.broker().queues().list(call.vhost());
    }

    private static Columns<BindingDetails> bindings() {
        return new Columns<BindingDetails>(
                        "source_name",
                        "source_kind",
                        "destination_name",
                        "destination_kind",
                        "routing_key",
                        "arguments")
                .with("source_name", BindingDetails::source)
                .with("source_kind", each -> "exchange")
                .with("destination_name", BindingDetails::destination)
                .with("destination_kind", each -> each.toQueue() ? "queue" : "exchange")
                .with("routing_key", BindingDetails::routingKey)
                .with("arguments", BindingDetails::arguments)
                .with("vhost", BindingDetails::vhost);
    }

    private static Columns<ExchangeDetails> exchanges() {
        return new Columns<ExchangeDetails>("name", "type")
                .with("name", ExchangeDetails::name)
                .with("type", ExchangeDetails::type)
                .with("durable", ExchangeDetails::durable)
                .with("auto_delete", ExchangeDetails::autoDelete)
                .with("internal", ExchangeDetails::internal)
                .with("arguments", ExchangeDetails::arguments)
                .with("policy", ExchangeDetails::policy)
                .with("user_who_performed_action", ExchangeDetails::declaredBy);
    }

    private static Columns<ConsumerDetails> consumers() {
        return new Columns<ConsumerDetails>(
                        "queue_name",
                        "channel_pid",
                        "consumer_tag",
                        "ack_required",
                        "prefetch_count",
                        "active",
                        "arguments")
                .with("queue_name", ConsumerDetails::queue)
                .with("channel_pid", each -> each.channel().id())
                .with("consumer_tag", ConsumerDetails::tag)
                .with("ack_required", ConsumerDetails::ackRequired)
                .with("prefetch_count", ConsumerDetails::prefetch)
                .with("active", ConsumerDetails::active)
                .with("activity_status", ConsumerDetails::activity)
                .with("arguments", ConsumerDetails::arguments);
    }

    private static Columns<ChannelDetails> channels() {
        return new Columns<ChannelDetails>("pid", "user", "consumer_count", "messages_unacknowledged")
                .with("pid", ChannelDetails::id)
                .with("connection", ChannelDetails::connectionId)
                .with("name", ChannelDetails::name)
                .with("number", ChannelDetails::number)
                .with("user", ChannelDetails::user)
                .with("vhost", ChannelDetails::vhost)
                .with("transactional", ChannelDetails::transactional)
                .with("confirm", ChannelDetails::confirm)
                .with("consumer_count", ChannelDetails::consumers)
                .with("messages_unacknowledged", ChannelDetails::unacked)
                .with("messages_uncommitted", ChannelDetails::uncommittedMessages)
                .with("acks_uncommitted", ChannelDetails::uncommittedAcks)
                .with("messages_unconfirmed", ChannelDetails::unconfirmed)
                .with("prefetch_count", ChannelDetails::prefetch)
                .with("global_prefetch_count", ChannelDetails::globalPrefetch);
    }

    private static Columns<ConnectionDetails> connections() {
        return new Columns<ConnectionDetails>("user", "peer_host", "peer_port", "state")
                .with("pid", ConnectionDetails::id)
                .with("name", ConnectionDetails::name)
                .with("port", each -> each.server().port())
                .with("host", each -> each.server().host())
                .with("peer_port", each -> each.client().port())
                .with("peer_host", each -> each.client().host())
                .with("ssl", each -> each.tls() != null)
                .with("state", ConnectionDetails::state)
                .with("channels", ConnectionDetails::channels)
                .with("protocol", each -> "{0,9,1}")
                .with("auth_mechanism", each -> each.session().mechanism())
                .with("user", each -> each.session().user())
                .with("vhost", each -> each.session().vhost())
                .with("timeout", each -> each.agreement().heartbeatSeconds())
                .with("frame_max", each -> each.agreement().frameMax())
                .with("channel_max", each -> each.agreement().channelMax())
                .with("client_properties", each -> each.session().clientProperties())
                .with("recv_oct", each -> each.traffic().receivedBytes())
                .with("recv_cnt", each -> each.traffic().reads())
                .with("send_oct", each -> each.traffic().sentBytes())
                .with("send_cnt", each -> each.traffic().writes())
                .with("send_pend", each -> each.traffic().waitingBytes())
                .with("connected_at", ConnectionDetails::connectedAtMs);
    }

    private static Columns<QueueDetails> queues() {
        return new Columns<QueueDetails>("name", "messages")
                .with("name", QueueDetails::name)
                .with("vhost", QueueDetails::vhost)
                .with("durable", QueueDetails::durable)
                .with("auto_delete", QueueDetails::autoDelete)
                .with("arguments", QueueDetails::arguments)
                .with("policy", each -> each.policy().name())
                .with("operator_policy", each -> each.policy().operatorName())
                .with(
                        "effective_policy_definition",
                        each -> new Proplist(each.policy().definition()))
                .with("pid", QueueDetails::id)
                .with("owner_pid", QueueDetails::ownerId)
                .with("exclusive", QueueDetails::exclusive)
                .with("messages_ready", QueueDetails::readyMessages)
                .with("messages_unacknowledged", QueueDetails::unackedMessages)
                .with("messages", each -> each.readyMessages() + each.unackedMessages())
                .with("message_bytes", each -> each.readyBytes() + each.unackedBytes())
                .with("message_bytes_ready", QueueDetails::readyBytes)
                .with("message_bytes_unacknowledged", QueueDetails::unackedBytes)
                .with("consumers", QueueDetails::consumers)
                .with("state", each -> "running")
                .with("type", each -> type(each.arguments()))
                .with("damaged", QueueDetails::damaged);
    }

    private static String type(FieldTable arguments) {
        String type = arguments.string("x-queue-type");
        return type == null ? "classic" : type;
    }
}
