package io.leveret.management.admin;

import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.Counters;
import java.util.List;

/**
 * What one object did with another, as far as both are there. Counted with {@code management.rates_mode = detailed}
 * alone; else there are none. As with all figures, any thread reads them and nothing waits.
 */
public interface PairFigures {
    /** Which objects. */
    enum Kind {
        /** What a channel published to an exchange; gone with the channel. */
        CHANNEL_EXCHANGE,
        /** What a channel got from a queue, and acknowledged; gone with the channel. */
        CHANNEL_QUEUE,
        /** {@link Stat#PUBLISH}: what clients published to an exchange and went to a queue. */
        EXCHANGE_QUEUE
    }

    /** A pair. */
    interface Pair extends Counters {
        /** Null in an {@link Kind#EXCHANGE_QUEUE}. */
        ChannelFigures channel();

        String vhost();

        /** Its name, which may be ""; null in a {@link Kind#CHANNEL_QUEUE}. */
        String exchange();

        /** Null in a {@link Kind#CHANNEL_EXCHANGE}. */
        String queue();
    }

    /** Whether pairs are counted. */
    boolean counted();

    /** All of a kind. */
    List<? extends Pair> all(Kind kind);

    /** Those of a channel, of the first two kinds. */
    List<? extends Pair> ofChannel(ChannelFigures channel, Kind kind);

    /** Those of an exchange, of the first or the last kind. */
    List<? extends Pair> ofExchange(String vhost, String exchange, Kind kind);

    /** Those of a queue, of one of the last two kinds. */
    List<? extends Pair> ofQueue(String vhost, String queue, Kind kind);
}
