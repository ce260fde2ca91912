package io.leveret.broker.admin;

import io.leveret.broker.connection.ConnectionDescription;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.ConnectionsAdmin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The connections of the node. */
final class LiveConnections implements ConnectionsAdmin {
    private final OpenConnections open;
    private final ObjectIds ids;

    LiveConnections(OpenConnections open, ObjectIds ids) {
        this.open = open;
        this.ids = ids;
    }

    private List<Open> inOrder() {
        return open.all().stream().sorted(Comparator.comparing(Open::number)).toList();
    }

    @Override
    public List<ConnectionDetails> connections() throws AdminException {
        return ShardQuestions.ask(
                inOrder(),
                (each, answer) -> each.shard()
                        .execute(() -> answer.accept(ConnectionDescription.of(
                                each.connection(), ids.connection(each.number()), each.openedAtMs()))));
    }

    @Override
    public List<ChannelDetails> channels() throws AdminException {
        List<List<ChannelDetails>> byConnection = ShardQuestions.ask(
                inOrder(),
                (each, answer) -> each.shard()
                        .execute(() -> answer.accept(ConnectionDescription.channels(
                                each.connection(), ids.connection(each.number()), ids.channels(each)))));
        List<ChannelDetails> all = new ArrayList<>();
        byConnection.forEach(all::addAll);
        return all;
    }

    @Override
    public void close(String id, String reason) throws AdminException {
        for (Open each : open.all()) {
            if (ids.connection(each.number()).equals(id)) {
                close(List.of(each), reason);
                return;
            }
        }
        throw new AdminException(Kind.NOT_FOUND, id);
    }

    @Override
    public int closeAll(String vhost, String user, int limit, String reason) throws AdminException {
        List<Open> concerned = new ArrayList<>();
        List<Open> all = inOrder();
        List<ConnectionDetails> details = connections();
        for (Open each : all) {
            String id = ids.connection(each.number());
            boolean wanted = details.stream()
                    .filter(one -> one.id().equals(id))
                    .anyMatch(one -> matches(vhost, one.session().vhost())
                            && matches(user, one.session().user()));
            if (wanted && (limit == 0 || concerned.size() < limit)) {
                concerned.add(each);
            }
        }
        close(concerned, reason);
        return concerned.size();
    }

    private static boolean matches(String wanted, String value) {
        return wanted == null || Objects.equals(wanted, value);
    }

    /** Returns when the shards have sent the close. */
    private static void close(List<Open> concerned, String reason) throws AdminException {
        ShardQuestions.<Open, Boolean>ask(
                concerned,
                (each, answer) -> each.shard().execute(() -> {
                    each.connection().forceClosed(reason);
                    answer.accept(true);
                }));
    }
}
