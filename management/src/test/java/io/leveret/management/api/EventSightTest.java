package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.EventsAdmin.NodeEvent;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Callers;
import io.leveret.management.http.FakeAccess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who hears of what. */
class EventSightTest {
    private static final List<NodeEvent> EVENTS = List.of(
            event("queue.created", "open", "q", "x"),
            event("queue.created", "closed", "q", "x"),
            event("connection.created", "open", "c", "x"),
            event("connection.created", "open", "c", "u"),
            event("vhost.created", "", "closed", "x"),
            event("user.created", "", "n", "x"),
            event("permission.created", "open", "n", "x"),
            event("alarm.set", "", "memory", ""),
            event("consumer.created", "open", "tag", "x"),
            event("consumer.created", "open", "tag", "u"),
            event("something.new", "open", "n", "x"));

    private static NodeEvent event(String type, String vhost, String name, String user) {
        return new NodeEvent(type, vhost, name, user, 0, "");
    }

    private static List<Integer> heard(String... tags) {
        FakeAccess access = new FakeAccess().user("u", tags).enter("u", "open").vhost("closed");
        Caller caller = Callers.of(access, "u");
        List<Integer> heard = new ArrayList<>();
        for (int n = 0; n < EVENTS.size(); n++) {
            if (EventSight.sees(caller, EVENTS.get(n))) {
                heard.add(n);
            }
        }
        return heard;
    }

    @Test
    void whoeverMaySeeAnObjectHearsOfIt() {
        assertThat(heard("management")).containsExactly(0, 3, 7, 9);
        assertThat(heard("monitoring")).containsExactly(0, 2, 3, 7, 8, 9);
        assertThat(heard("administrator")).hasSize(EVENTS.size());
    }

    @Test
    void aSessionEndsWithWhatTheUserWas() {
        Caller caller = Callers.of(new FakeAccess().user("u", "management"), "u");
        assertThat(EventSight.endsSession(caller, event("user.deleted", "", "u", "x")))
                .isTrue();
        assertThat(EventSight.endsSession(caller, event("user.tags.set", "", "u", "x")))
                .isTrue();
        assertThat(EventSight.endsSession(caller, event("user.deleted", "", "other", "x")))
                .isFalse();
        assertThat(EventSight.endsSession(caller, event("user.created", "", "u", "x")))
                .isFalse();
    }
}
