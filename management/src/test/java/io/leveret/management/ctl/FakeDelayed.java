package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.DelayedAdmin;
import java.util.List;

/** One exchange "later" holds the messages 3 and 5. */
final class FakeDelayed implements DelayedAdmin {
    private final FakeNode node;

    FakeDelayed(FakeNode node) {
        this.node = node;
    }

    private void find(String exchange) throws AdminException {
        if (!exchange.equals("later")) {
            throw new AdminException(Kind.NOT_FOUND, exchange);
        }
    }

    @Override
    public long count(String vhost, String exchange) throws AdminException {
        find(exchange);
        return 2;
    }

    @Override
    public DelayedPage list(String vhost, String exchange, long fromId, int most) throws AdminException {
        find(exchange);
        return fromId <= 3
                ? new DelayedPage(List.of(new DelayedMessage(3, 1_000, 30)), 4)
                : new DelayedPage(List.of(new DelayedMessage(5, 2_000, 50)), 0);
    }

    @Override
    public boolean cancel(String vhost, String exchange, long id) throws AdminException {
        find(exchange);
        node.done.add("cancel " + id);
        return id == 3;
    }
}
