package io.leveret.management.api;

import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.Stat;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.stats.FakeFigures;
import java.util.Collection;
import java.util.List;

/** The figures of a node's connections and channels: what those say that are described. */
class FakeClientFigures extends FakeFigures {
    private final FakeNode node;

    FakeClientFigures(FakeNode node) {
        this.node = node;
    }

    @Override
    public Collection<? extends ConnectionFigures> connections() {
        return node.connections.stream()
                .map(each -> new OfConnection(numberOf(each.id()), each))
                .toList();
    }

    @Override
    public Collection<? extends ChannelFigures> channels() {
        return node.channels.stream()
                .map(each -> new OfChannel(numberOf(each.connectionId()), each))
                .toList();
    }

    private long numberOf(String connectionId) {
        List<String> ids = node.connections.stream().map(ConnectionDetails::id).toList();
        return ids.indexOf(connectionId);
    }

    private record OfConnection(long number, ConnectionDetails details) implements ConnectionFigures {
        @Override
        public Object key() {
            return details.id();
        }

        @Override
        public String id() {
            return details.id();
        }

        @Override
        public String name() {
            return details.name();
        }

        @Override
        public String user() {
            return details.session().user();
        }

        @Override
        public String vhost() {
            return details.session().vhost();
        }

        @Override
        public String state() {
            return details.state();
        }

        @Override
        public long connectedAtMs() {
            return details.connectedAtMs();
        }

        @Override
        public int channels() {
            return details.channels();
        }

        @Override
        public long receivedBytes() {
            return details.traffic().receivedBytes();
        }

        @Override
        public long reads() {
            return details.traffic().reads();
        }

        @Override
        public long sentBytes() {
            return details.traffic().sentBytes();
        }

        @Override
        public long writes() {
            return details.traffic().writes();
        }

        @Override
        public long waitingBytes() {
            return details.traffic().waitingBytes();
        }
    }

    private record OfChannel(long connectionNumber, ChannelDetails details) implements ChannelFigures {
        @Override
        public Object key() {
            return details.id();
        }

        @Override
        public long count(Stat stat) {
            return 0;
        }

        @Override
        public boolean quiet() {
            return true;
        }

        @Override
        public String id() {
            return details.id();
        }

        @Override
        public String connectionName() {
            return details.connectionName();
        }

        @Override
        public int number() {
            return details.number();
        }

        @Override
        public String user() {
            return details.user();
        }

        @Override
        public String vhost() {
            return details.vhost();
        }

        @Override
        public boolean transactional() {
            return details.transactional();
        }

        @Override
        public boolean confirm() {
            return details.confirm();
        }

        @Override
        public int consumers() {
            return details.consumers();
        }

        @Override
        public long unacked() {
            return details.unacked();
        }

        @Override
        public long unconfirmed() {
            return details.unconfirmed();
        }

        @Override
        public long uncommittedMessages() {
            return details.uncommittedMessages();
        }

        @Override
        public long uncommittedAcks() {
            return details.uncommittedAcks();
        }

        @Override
        public int prefetch() {
            return details.prefetch();
        }

        @Override
        public int globalPrefetch() {
            return details.globalPrefetch();
        }
    }
}
