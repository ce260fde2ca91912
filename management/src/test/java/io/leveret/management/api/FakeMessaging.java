package io.leveret.management.api;

import io.leveret.management.admin.MessagingAdmin;
import io.leveret.management.admin.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** Records what is asked for, and refuses it if the test says so. */
final class FakeMessaging implements MessagingAdmin {
    /** What was asked for: the user, and the wish. */
    final List<Object> asked = new ArrayList<>();

    final List<Fetched> messages = new ArrayList<>();
    Publishing publishing = Publishing.ROUTED;

    /** Null, or how the next wish is refused. */
    RefusedException refusal;

    private void take(Acting acting, Object wish) throws RefusedException {
        asked.add(acting.user());
        asked.add(wish);
        if (refusal != null) {
            RefusedException now = refusal;
            refusal = null;
            throw now;
        }
    }

    @Override
    public void declare(Acting acting, QueueWish queue) throws RefusedException {
        take(acting, queue);
    }

    @Override
    public void declare(Acting acting, ExchangeWish exchange) throws RefusedException {
        take(acting, exchange);
    }

    @Override
    public void deleteQueue(Acting acting, String queue, boolean ifUnused, boolean ifEmpty) throws RefusedException {
        take(acting, "delete queue " + queue + " " + ifUnused + " " + ifEmpty);
    }

    @Override
    public void deleteExchange(Acting acting, String exchange, boolean ifUnused) throws RefusedException {
        take(acting, "delete exchange " + exchange + " " + ifUnused);
    }

    @Override
    public void bind(Acting acting, BindingWish binding) throws RefusedException {
        take(acting, binding);
    }

    @Override
    public void unbind(Acting acting, BindingWish binding) throws RefusedException {
        take(acting, List.of("unbind", binding));
    }

    @Override
    public long purge(Acting acting, String queue) throws RefusedException {
        take(acting, "purge " + queue);
        return 1;
    }

    @Override
    public Publishing publish(Acting acting, Publication publication) throws RefusedException {
        take(acting, publication);
        return publishing;
    }

    @Override
    public List<Fetched> fetch(Acting acting, Fetch fetch) throws RefusedException {
        take(acting, fetch);
        return messages;
    }
}
