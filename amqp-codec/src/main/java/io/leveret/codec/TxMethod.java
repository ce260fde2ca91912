package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Class tx. */
public sealed interface TxMethod extends Method {
    @Override
    default int classId() {
        return 90;
    }

    /** Makes the channel transactional. */
    record Select() implements TxMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Answers {@link Select}. */
    record SelectOk() implements TxMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Lets publishes and settlements of the transaction happen. */
    record Commit() implements TxMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Answers {@link Commit}. */
    record CommitOk() implements TxMethod {
        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Forgets them. */
    record Rollback() implements TxMethod {
        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Answers {@link Rollback}. */
    record RollbackOk() implements TxMethod {
        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
