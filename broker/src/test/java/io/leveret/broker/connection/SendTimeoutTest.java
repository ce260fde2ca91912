package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.ChannelMethod;
import org.junit.jupiter.api.Test;

class SendTimeoutTest {
    private final ConnectionFixture client = new ConnectionFixture(1).open(0);

    private void becomeFull() {
        client.transport.writable = false;
        client.transport.unsentBytes = 1_000;
        client.send(1, new ChannelMethod.Open());
    }

    @Test
    void aClientThatTakesNothingForTheWholeTimeIsDropped() {
        becomeFull();
        client.advance(14_999);
        assertThat(client.transport.closed).isFalse();
        client.advance(1);
        assertThat(client.transport.closed).isTrue();
    }

    @Test
    void aClientThatTakesALittleHasTheTimeAnew() {
        becomeFull();
        client.advance(14_000);
        client.transport.unsentBytes = 999;
        client.advance(15_000);
        assertThat(client.transport.closed).isFalse();
        client.advance(1_000);
        assertThat(client.transport.closed).isTrue();
    }

    @Test
    void aClientThatReadsAgainIsNotWatched() {
        becomeFull();
        client.transport.writable = true;
        client.transport.unsentBytes = 0;
        client.node.shards.turn(0, client.connection::writable);
        client.advance(60_000);
        assertThat(client.transport.closed).isFalse();
    }
}
