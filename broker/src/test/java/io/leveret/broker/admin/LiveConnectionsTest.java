package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ConnectionsAdmin.Session;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.junit.jupiter.api.Test;

class LiveConnectionsTest {
    private static final int CONNECTIONS = 2_000;

    /** A list that counts how often one of its elements is looked at. */
    private static final class Counted<T> extends AbstractList<T> implements RandomAccess {
        private final List<T> elements = new ArrayList<>();
        private int looks;

        @Override
        public boolean add(T element) {
            return elements.add(element);
        }

        @Override
        public T get(int index) {
            looks++;
            return elements.get(index);
        }

        @Override
        public int size() {
            return elements.size();
        }
    }

    private final Counted<Open> all = new Counted<>();
    private final Counted<ConnectionDetails> details = new Counted<>();

    LiveConnectionsTest() {
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(new Open(null, null, i, 0));
            Session session = new Session(i % 2 == 0 ? "even" : "odd", i % 4 == 0 ? "fourth" : "/", "PLAIN", null);
            details.add(new ConnectionDetails("<" + i + ">", "", null, null, "", 0, 0, session, null, null, null));
        }
    }

    private List<Long> chosen(String vhost, String user, int limit) {
        return LiveConnections.chosen(all, details, vhost, user, limit).stream()
                .map(Open::number)
                .toList();
    }

    @Test
    void thoseOfAUserAreChosenAndEachIsLookedAtOnce() {
        assertThat(chosen(null, "odd", 0)).hasSize(CONNECTIONS / 2).startsWith(1L, 3L, 5L);
        assertThat(details.looks).isLessThanOrEqualTo(CONNECTIONS);
        assertThat(all.looks).isLessThanOrEqualTo(CONNECTIONS);
    }

    @Test
    void userVirtualHostAndLimitChooseTogether() {
        assertThat(chosen("fourth", "even", 0)).hasSize(CONNECTIONS / 4).startsWith(0L, 4L);
        assertThat(chosen("fourth", "odd", 0)).isEmpty();
        assertThat(chosen("/", null, 3)).containsExactly(1L, 2L, 3L);
        assertThat(chosen(null, null, 0)).hasSize(CONNECTIONS);
    }
}
