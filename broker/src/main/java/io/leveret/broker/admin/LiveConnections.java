package io.leveret.broker.admin;

import io.leveret.broker.connection.ConnectionDescription;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.ConnectionsAdmin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        return described(inOrder());
    }

    private List<ConnectionDetails> described(List<Open> asked) throws AdminException {
        return ShardQuestions.askEach(
                asked,
                each -> ConnectionDescription.of(each.connection(), ids.connection(each.number()), each.openedAtMs()));
    }

    @Override
    public Map<Object, ConnectionDetails> connections(Collection<Object> keys) throws AdminException {
        List<Open> asked =
                keys.stream().map(open::find).filter(Objects::nonNull).toList();
        List<ConnectionDetails> described = described(asked);
        Map<Object, ConnectionDetails> byKey = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            byKey.put(asked.get(i).connection(), described.get(i));
        }
        return byKey;
    }

    @Override
    public List<ChannelDetails> channels() throws AdminException {
        return channels(inOrder());
    }

    private List<ChannelDetails> channels(List<Open> asked) throws AdminException {
        List<ChannelDetails> all = new ArrayList<>();
        ShardQuestions.askEach(
                        asked,
                        each -> ConnectionDescription.channels(
                                each.connection(), ids.connection(each.number()), ids.channels(each)))
                .forEach(all::addAll);
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
        List<Open> all = inOrder();
        List<Open> concerned = chosen(all, described(all), vhost, user, limit);
        close(concerned, reason);
        return concerned.size();
    }

    /**
     * Those of a virtual host and of a user. There may be ten thousands: each is looked at once.
     *
     * @param details of {@code all}, in the same order
     */
    static List<Open> chosen(List<Open> all, List<ConnectionDetails> details, String vhost, String user, int limit) {
        List<Open> chosen = new ArrayList<>();
        for (int i = 0; i < all.size() && (limit == 0 || chosen.size() < limit); i++) {
            Session session = details.get(i).session();
            if (matches(vhost, session.vhost()) && matches(user, session.user())) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }

    private static boolean matches(String wanted, String value) {
        return wanted == null || Objects.equals(wanted, value);
    }

    /** Returns when the shards have sent the close. */
    private static void close(List<Open> concerned, String reason) throws AdminException {
        ShardQuestions.askEach(concerned, each -> {
            each.connection().forceClosed(reason);
            return true;
        });
    }
}
