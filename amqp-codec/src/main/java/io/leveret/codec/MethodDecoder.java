package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/**
 * Reads methods from the payload of a method frame.
 *
 * <p>The indices of a method as one number, its <em>key</em>, let a connection recognise the frequent methods before
 * anything is decoded.
 */
public final class MethodDecoder {
    /** Key of {@code basic.publish}. */
    public static final int BASIC_PUBLISH = 60 << 16 | 40;

    /** Key of {@code basic.deliver}. */
    public static final int BASIC_DELIVER = 60 << 16 | 60;

    /** Key of {@code basic.ack}. */
    public static final int BASIC_ACK = 60 << 16 | 80;

    private static final int INDICES_BYTES = 4;

    private MethodDecoder() {}

    /** The key of the method whose indices stand at {@code offset}: four bytes must be there. */
    public static int key(ByteBuf buffer, int offset) {
        return buffer.getInt(offset);
    }

    /** The key of a method. */
    public static int key(int classId, int methodId) {
        return classId << 16 | methodId;
    }

    /**
     * Reads the method in the {@code size} bytes from {@code offset}; the buffer's indices stay.
     *
     * @throws AmqpException always ending the connection: 501 if the arguments do not fill the frame exactly or have
     *     malformed text (in {@code basic.publish} and other methods with content any bytes pass, see
     *     {@link WireStrings}), 502 for a malformed table, 503 for a method that does not exist (RabbitMQ drops the
     *     connection without a word on these two)
     */
    public static Method decode(ByteBuf buffer, int offset, int size) throws AmqpException {
        if (size < INDICES_BYTES) {
            throw FrameErrors.unknownFrame(Frames.METHOD, buffer, offset, size);
        }
        ArgumentReader in = new ArgumentReader(buffer, offset, size);
        int classId = buffer.getUnsignedShort(offset);
        int methodId = buffer.getUnsignedShort(offset + 2);
        Method method = switch (classId) {
            case 10 -> connection(methodId, in);
            case 20 -> channel(methodId, in);
            case 30 -> access(methodId, in);
            case 40 -> exchange(methodId, in);
            case 50 -> queue(methodId, in);
            case 60 -> basic(methodId, in);
            case 85 -> confirm(methodId, in);
            case 90 -> tx(methodId, in);
            default -> null;
        };
        if (method == null) {
            throw new AmqpException(ReplyCode.COMMAND_INVALID, "unimplemented method").causedBy(classId, methodId);
        }
        return method;
    }

    private static Method connection(int methodId, ArgumentReader in) throws AmqpException {
        return switch (methodId) {
            case 10 ->
                in.checked(
                        new ConnectionMethod.Start(in.octet(), in.octet(), in.table(), in.longText(), in.longText()));
            case 11 ->
                in.checked(
                        new ConnectionMethod.StartOk(in.table(), in.shortString(), in.longString(), in.shortString()));
            case 20 -> in.checked(new ConnectionMethod.Secure(in.longString()));
            case 21 -> in.checked(new ConnectionMethod.SecureOk(in.longString()));
            case 30 -> in.checked(new ConnectionMethod.Tune(in.shortInteger(), in.integer(), in.shortInteger()));
            case 31 -> in.checked(new ConnectionMethod.TuneOk(in.shortInteger(), in.integer(), in.shortInteger()));
            case 40 -> connectionOpen(in);
            case 41 -> afterText(in, new ConnectionMethod.OpenOk());
            case 50 ->
                in.checked(new ConnectionMethod.Close(
                        in.shortInteger(), in.shortString(), in.shortInteger(), in.shortInteger()));
            case 51 -> in.checked(new ConnectionMethod.CloseOk());
            case 60 -> in.checked(new ConnectionMethod.Blocked(in.shortString()));
            case 61 -> in.checked(new ConnectionMethod.Unblocked());
            case 70 -> in.checked(new ConnectionMethod.UpdateSecret(in.longString(), in.shortString()));
            case 71 -> in.checked(new ConnectionMethod.UpdateSecretOk());
            default -> null;
        };
    }

    private static Method connectionOpen(ArgumentReader in) throws AmqpException {
        ConnectionMethod.Open open = new ConnectionMethod.Open(in.shortString());
        in.shortString();
        return in.reserved(1).checked(open);
    }

    /** For a method whose only argument is a reserved short string. */
    private static Method afterText(ArgumentReader in, Method method) throws AmqpException {
        in.shortString();
        return in.checked(method);
    }

    private static Method channel(int methodId, ArgumentReader in) throws AmqpException {
        return switch (methodId) {
            case 10 -> afterText(in, new ChannelMethod.Open());
            case 11 -> {
                in.longText();
                yield in.checked(new ChannelMethod.OpenOk());
            }
            case 20 -> in.checked(new ChannelMethod.Flow(in.bit(0)));
            case 21 -> in.checked(new ChannelMethod.FlowOk(in.bit(0)));
            case 40 ->
                in.checked(new ChannelMethod.Close(
                        in.shortInteger(), in.shortString(), in.shortInteger(), in.shortInteger()));
            case 41 -> in.checked(new ChannelMethod.CloseOk());
            default -> null;
        };
    }

    private static Method access(int methodId, ArgumentReader in) throws AmqpException {
        return switch (methodId) {
            case 10 ->
                in.checked(new AccessMethod.Request(
                        in.shortString(), in.bit(0), in.bit(1), in.bit(2), in.bit(3), in.bit(4)));
            case 11 -> in.checked(new AccessMethod.RequestOk(in.shortInteger()));
            default -> null;
        };
    }

    private static Method exchange(int methodId, ArgumentReader in) throws AmqpException {
        return switch (methodId) {
            case 10 ->
                in.checked(new ExchangeMethod.Declare(
                        in.reserved(2).shortString(),
                        in.shortString(),
                        in.bit(0),
                        in.bit(1),
                        in.bit(2),
                        in.bit(3),
                        in.bit(4),
                        in.table()));
            case 11 -> in.checked(new ExchangeMethod.DeclareOk());
            case 20 -> in.checked(new ExchangeMethod.Delete(in.reserved(2).shortString(), in.bit(0), in.bit(1)));
            case 21 -> in.checked(new ExchangeMethod.DeleteOk());
            case 30 ->
                in.checked(new ExchangeMethod.Bind(
                        in.reserved(2).shortString(), in.shortString(), in.shortString(), in.bit(0), in.table()));
            case 31 -> in.checked(new ExchangeMethod.BindOk());
            case 40 ->
                in.checked(new ExchangeMethod.Unbind(
                        in.reserved(2).shortString(), in.shortString(), in.shortString(), in.bit(0), in.table()));
            case 51 -> in.checked(new ExchangeMethod.UnbindOk());
            default -> null;
        };
    }

    private static Method queue(int methodId, ArgumentReader in) throws AmqpException {
        return switch (methodId) {
            case 10 ->
                in.checked(new QueueMethod.Declare(
                        in.reserved(2).shortString(),
                        in.bit(0),
                        in.bit(1),
                        in.bit(2),
                        in.bit(3),
                        in.bit(4),
                        in.table()));
            case 11 -> in.checked(new QueueMethod.DeclareOk(in.shortString(), in.integer(), in.integer()));
            case 20 ->
                in.checked(new QueueMethod.Bind(
                        in.reserved(2).shortString(), in.shortString(), in.shortString(), in.bit(0), in.table()));
            case 21 -> in.checked(new QueueMethod.BindOk());
            case 30 -> in.checked(new QueueMethod.Purge(in.reserved(2).shortString(), in.bit(0)));
            case 31 -> in.checked(new QueueMethod.PurgeOk(in.integer()));
            case 40 ->
                in.checked(new QueueMethod.Delete(in.reserved(2).shortString(), in.bit(0), in.bit(1), in.bit(2)));
            case 41 -> in.checked(new QueueMethod.DeleteOk(in.integer()));
            case 50 ->
                in.checked(new QueueMethod.Unbind(
                        in.reserved(2).shortString(), in.shortString(), in.shortString(), in.table()));
            case 51 -> in.checked(new QueueMethod.UnbindOk());
            default -> null;
        };
    }

    private static Method basic(int methodId, ArgumentReader in) throws AmqpException {
        return switch (methodId) {
            case 10 -> in.checked(new BasicMethod.Qos(in.integer(), in.shortInteger(), in.bit(0)));
            case 11 -> in.checked(new BasicMethod.QosOk());
            case 20 ->
                in.checked(new BasicMethod.Consume(
                        in.reserved(2).shortString(),
                        in.shortString(),
                        in.bit(0),
                        in.bit(1),
                        in.bit(2),
                        in.bit(3),
                        in.table()));
            case 21 -> in.checked(new BasicMethod.ConsumeOk(in.shortString()));
            case 30 -> in.checked(new BasicMethod.Cancel(in.shortString(), in.bit(0)));
            case 31 -> in.checked(new BasicMethod.CancelOk(in.shortString()));
            case 40 ->
                in.unchecked(
                        new BasicMethod.Publish(in.reserved(2).shortString(), in.shortString(), in.bit(0), in.bit(1)));
            case 50 ->
                in.unchecked(new BasicMethod.Return(
                        in.shortInteger(), in.shortString(), in.shortString(), in.shortString()));
            case 60 ->
                in.unchecked(new BasicMethod.Deliver(
                        in.shortString(), in.longInteger(), in.bit(0), in.shortString(), in.shortString()));
            case 70 -> in.checked(new BasicMethod.Get(in.reserved(2).shortString(), in.bit(0)));
            case 71 ->
                in.unchecked(new BasicMethod.GetOk(
                        in.longInteger(), in.bit(0), in.shortString(), in.shortString(), in.integer()));
            case 72 -> afterText(in, new BasicMethod.GetEmpty());
            case 80 -> in.checked(new BasicMethod.Ack(in.longInteger(), in.bit(0)));
            case 90 -> in.checked(new BasicMethod.Reject(in.longInteger(), in.bit(0)));
            case 100 -> in.checked(new BasicMethod.RecoverAsync(in.bit(0)));
            case 110 -> in.checked(new BasicMethod.Recover(in.bit(0)));
            case 111 -> in.checked(new BasicMethod.RecoverOk());
            case 120 -> in.checked(new BasicMethod.Nack(in.longInteger(), in.bit(0), in.bit(1)));
            default -> null;
        };
    }

    private static Method confirm(int methodId, ArgumentReader in) throws AmqpException {
        return switch (methodId) {
            case 10 -> in.checked(new ConfirmMethod.Select(in.bit(0)));
            case 11 -> in.checked(new ConfirmMethod.SelectOk());
            default -> null;
        };
    }

    private static Method tx(int methodId, ArgumentReader in) throws AmqpException {
        Method method = switch (methodId) {
            case 10 -> new TxMethod.Select();
            case 11 -> new TxMethod.SelectOk();
            case 20 -> new TxMethod.Commit();
            case 21 -> new TxMethod.CommitOk();
            case 30 -> new TxMethod.Rollback();
            case 31 -> new TxMethod.RollbackOk();
            default -> null;
        };
        return method == null ? null : in.checked(method);
    }
}
