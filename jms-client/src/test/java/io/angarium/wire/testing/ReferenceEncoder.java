package io.angarium.wire.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import io.angarium.wire.XaFrame;
import java.util.List;
import java.util.Map;

/** A second encoder, written from the field tables of {@code docs/protocol.md} on {@link WireBytes}: what the product's must agree with. */
public final class ReferenceEncoder {
    private ReferenceEncoder() {}

    /** The frame's type and fields. */
    public static byte[] payload(Frame frame) {
        WireBytes bytes;
        if (frame instanceof ConnectionFrame connection) {
            bytes = connection(connection);
        } else if (frame instanceof SessionFrame session) {
            bytes = session(session);
        } else if (frame instanceof ProducerFrame producer) {
            bytes = producer(producer);
        } else if (frame instanceof ConsumerFrame consumer) {
            bytes = consumer(consumer);
        } else if (frame instanceof TransactionFrame transaction) {
            bytes = transaction(transaction);
        } else if (frame instanceof XaFrame xa) {
            bytes = xa(xa);
        } else if (frame instanceof ManagementFrame.Manage f) {
            bytes = WireBytes.type(0x50).i32(f.correlation()).string(f.operation());
            map(bytes, f.arguments());
        } else {
            bytes = reply((ReplyFrame) frame);
        }
        return bytes.payload();
    }

    private static WireBytes connection(ConnectionFrame frame) {
        if (frame instanceof ConnectionFrame.Hello f) {
            WireBytes hello = WireBytes.type(0x01).raw("ANGR".getBytes(UTF_8));
            hello.u16(f.minVersion()).u16(f.maxVersion()).i64(f.features()).uuid(f.incarnation());
            hello.i32(f.heartbeatMillis()).nullableString(f.clientId());
            return hello.nullableString(f.user()).nullableString(f.password()).string(f.product());
        } else if (frame instanceof ConnectionFrame.Welcome f) {
            WireBytes welcome =
                    WireBytes.type(0x02).u16(f.version()).i64(f.features()).uuid(f.broker());
            return welcome.i64(f.connection())
                    .i32(f.maxFrameBytes())
                    .i32(f.heartbeatMillis())
                    .string(f.product());
        } else if (frame instanceof ConnectionFrame.Goodbye f) {
            return WireBytes.type(0x03)
                    .u16(f.code() == null ? 0 : number(f.code()))
                    .string(f.reason());
        } else if (frame instanceof ConnectionFrame.Ping f) {
            return WireBytes.type(0x04).i64(f.token());
        } else if (frame instanceof ConnectionFrame.Pong f) {
            return WireBytes.type(0x05).i64(f.token());
        } else if (frame instanceof ConnectionFrame.Switch f) {
            return WireBytes.type(0x09).i32(f.conversation());
        } else if (frame instanceof ConnectionFrame.SetClientId f) {
            return WireBytes.type(0x06).i32(f.correlation()).string(f.clientId());
        } else if (frame instanceof ConnectionFrame.CreateTemporary f) {
            return destination(WireBytes.type(0x07).i32(f.correlation()), f.destination());
        }
        ConnectionFrame.DeleteTemporary f = (ConnectionFrame.DeleteTemporary) frame;
        return destination(WireBytes.type(0x08).i32(f.correlation()), f.destination());
    }

    private static WireBytes session(SessionFrame frame) {
        if (frame instanceof SessionFrame.OpenSession f) {
            return WireBytes.type(0x10).i32(f.session());
        } else if (frame instanceof SessionFrame.CloseSession f) {
            return handed(WireBytes.type(0x11).i32(f.correlation()).i32(f.session()), f.handed());
        }
        if (frame instanceof SessionFrame.ResumeSession f) {
            WireBytes resume =
                    WireBytes.type(0x13).i32(f.session()).i64(f.confirmed()).i64(f.resentUpTo());
            handed(resume.i64(f.ended()).i64(f.open()).i64(f.unsureMillis()), f.tags());
            return f.sentUpTo() < 0 ? resume : resume.i64(f.sentUpTo());
        }
        if (frame instanceof SessionFrame.Recall f) {
            return WireBytes.type(0x14).i32(f.session());
        }
        SessionFrame.Recover f = (SessionFrame.Recover) frame;
        return handed(WireBytes.type(0x12).i32(f.correlation()).i32(f.session()), f.handed());
    }

    private static WireBytes producer(ProducerFrame frame) {
        if (frame instanceof ProducerFrame.OpenProducer f) {
            WireBytes open = WireBytes.type(0x20).i32(f.correlation()).i32(f.session());
            return destination(open.i32(f.producer()), f.destination());
        } else if (frame instanceof ProducerFrame.CloseProducer f) {
            return WireBytes.type(0x21).i32(f.producer());
        } else if (frame instanceof ProducerFrame.Send f) {
            WireBytes send =
                    WireBytes.type(0x22).i32(f.producer()).i64(f.sequence()).i64(f.transaction());
            return send.i64(f.timeToLive())
                    .i64(f.deliveryDelay())
                    .raw(f.message().array());
        } else if (frame instanceof ProducerFrame.Confirmed f) {
            return WireBytes.type(0x23).i32(f.session()).i64(f.upTo());
        } else if (frame instanceof ProducerFrame.SendRefused f) {
            WireBytes refused = WireBytes.type(0x24).i32(f.session()).i64(f.sequence());
            return refused.u16(number(f.code())).string(f.reason());
        }
        if (frame instanceof ProducerFrame.StorePart f) {
            WireBytes store = WireBytes.type(0x26).i32(f.correlation()).i32(f.session());
            return store.i32(f.body()).i32(f.part()).raw(f.bytes().array());
        }
        ProducerFrame.ProducerCredit f = (ProducerFrame.ProducerCredit) frame;
        return WireBytes.type(0x25).i32(f.producer()).i64(f.messages()).i64(f.bytes());
    }

    private static WireBytes consumer(ConsumerFrame frame) {
        if (frame instanceof ConsumerFrame.OpenConsumer f) {
            int kind = List.of("QUEUE", "BROWSER", "TOPIC", "DURABLE", "SHARED", "SHARED_DURABLE")
                    .indexOf(f.kind().name());
            WireBytes open =
                    WireBytes.type(0x30).i32(f.correlation()).i32(f.session()).i32(f.consumer());
            destination(open.u8(kind).u8(f.noLocal() ? 1 : 0), f.destination());
            return open.nullableString(f.subscription()).nullableString(f.selector());
        } else if (frame instanceof ConsumerFrame.CloseConsumer f) {
            return WireBytes.type(0x31).i32(f.correlation()).i32(f.consumer()).i64(f.handedUpTo());
        } else if (frame instanceof ConsumerFrame.Credit f) {
            return WireBytes.type(0x32).i32(f.consumer()).i32(f.messages()).i32(f.bytes());
        } else if (frame instanceof ConsumerFrame.Drain f) {
            return WireBytes.type(0x33).i32(f.correlation()).i32(f.consumer());
        } else if (frame instanceof ConsumerFrame.Deliver f) {
            WireBytes deliver =
                    WireBytes.type(0x34).i32(f.consumer()).i64(f.tag()).i64(f.id());
            return deliver.i32(f.deliveryCount())
                    .i64(f.expiration())
                    .i64(f.timeLeft())
                    .i64(f.deliveryTime())
                    .raw(f.message().array());
        } else if (frame instanceof ConsumerFrame.Acknowledge f) {
            return acknowledge(f);
        } else if (frame instanceof ConsumerFrame.Assign f) {
            WireBytes assign =
                    WireBytes.type(0x3a).i32(f.consumer()).i64(f.first()).i64(f.last());
            return assign.i32(f.session()).i32(f.target());
        } else if (frame instanceof ConsumerFrame.FetchPart f) {
            WireBytes fetch = WireBytes.type(0x3b).i32(f.correlation()).i32(f.consumer());
            return fetch.i64(f.body()).i32(f.part());
        } else if (frame instanceof ConsumerFrame.Timing f) {
            return WireBytes.type(0x3c).i32(f.consumer()).i64(f.tag()).i64(f.millis());
        } else if (frame instanceof ConsumerFrame.HandedOver f) {
            return WireBytes.type(0x36).i32(f.consumer()).i64(f.upTo());
        } else if (frame instanceof ConsumerFrame.BrowseEnd f) {
            return WireBytes.type(0x37).i32(f.consumer());
        } else if (frame instanceof ConsumerFrame.ConsumerClosed f) {
            return WireBytes.type(0x38).i32(f.consumer()).u16(number(f.code())).string(f.reason());
        }
        ConsumerFrame.Unsubscribe f = (ConsumerFrame.Unsubscribe) frame;
        return WireBytes.type(0x39).i32(f.correlation()).string(f.subscription());
    }

    private static WireBytes acknowledge(ConsumerFrame.Acknowledge f) {
        int verdict = List.of("ACCEPT", "RELEASE", "RETURN", "REJECT", "RENEW")
                .indexOf(f.verdict().name());
        WireBytes bytes =
                WireBytes.type(0x35).i32(f.correlation()).i32(f.session()).i64(f.transaction());
        bytes.u8(verdict).u16(f.ranges().size());
        f.ranges()
                .forEach(range -> bytes.i32(range.consumer()).i64(range.first()).i64(range.last()));
        return bytes;
    }

    private static WireBytes transaction(TransactionFrame frame) {
        if (frame instanceof TransactionFrame.Commit f) {
            return WireBytes.type(0x40).i32(f.correlation()).i32(f.session()).i64(f.transaction());
        }
        TransactionFrame.Rollback f = (TransactionFrame.Rollback) frame;
        WireBytes rollback = WireBytes.type(0x41).i32(f.correlation()).i32(f.session());
        return handed(rollback.i64(f.transaction()), f.handed());
    }

    private static WireBytes xa(XaFrame frame) {
        if (frame instanceof XaFrame.XaStart f) {
            WireBytes start =
                    WireBytes.type(0x70).i32(f.correlation()).i32(f.session()).i64(f.transaction());
            return branch(start.i32(f.flags()).i64(f.timeoutMillis()), f.branch());
        } else if (frame instanceof XaFrame.XaEnd f) {
            return branch(
                    WireBytes.type(0x71).i32(f.correlation()).i32(f.session()).i32(f.flags()), f.branch());
        } else if (frame instanceof XaFrame.XaPrepare f) {
            return branch(WireBytes.type(0x72).i32(f.correlation()), f.branch());
        } else if (frame instanceof XaFrame.XaCommit f) {
            return branch(WireBytes.type(0x73).i32(f.correlation()).u8(f.onePhase() ? 1 : 0), f.branch());
        } else if (frame instanceof XaFrame.XaRollback f) {
            return branch(WireBytes.type(0x74).i32(f.correlation()), f.branch());
        } else if (frame instanceof XaFrame.XaForget f) {
            return branch(WireBytes.type(0x75).i32(f.correlation()), f.branch());
        }
        XaFrame.XaRecover f = (XaFrame.XaRecover) frame;
        return WireBytes.type(0x76).i32(f.correlation()).i32(f.session()).i32(f.flags());
    }

    private static WireBytes branch(WireBytes bytes, BranchId branch) {
        bytes.i32(branch.format()).u8(branch.global().length).raw(branch.global());
        return bytes.u8(branch.branch().length).raw(branch.branch());
    }

    private static WireBytes reply(ReplyFrame frame) {
        if (frame instanceof ReplyFrame.Ok f) {
            return WireBytes.type(0x60).i32(f.correlation());
        } else if (frame instanceof ReplyFrame.Failed f) {
            return WireBytes.type(0x61)
                    .i32(f.correlation())
                    .u16(number(f.code()))
                    .string(f.reason());
        } else if (frame instanceof ReplyFrame.Part f) {
            return WireBytes.type(0x65).i32(f.correlation()).raw(f.bytes().array());
        } else if (frame instanceof ReplyFrame.XaResult f) {
            return WireBytes.type(0x63).i32(f.correlation()).i32(f.code()).string(f.reason());
        } else if (frame instanceof ReplyFrame.XaBranches f) {
            WireBytes branches = WireBytes.type(0x64).i32(f.correlation()).u8(f.more() ? 1 : 0);
            branches.u16(f.branches().size());
            f.branches().forEach(branch -> branch(branches, branch));
            return branches;
        }
        ReplyFrame.Rows f = (ReplyFrame.Rows) frame;
        WireBytes rows = WireBytes.type(0x62).i32(f.correlation()).u8(f.more() ? 1 : 0);
        rows.u16(f.rows().size());
        f.rows().forEach(row -> map(rows, row));
        return rows;
    }

    private static void map(WireBytes bytes, Map<String, Object> map) {
        bytes.u16(map.size()).entries(map);
    }

    private static WireBytes handed(WireBytes bytes, List<SessionFrame.Handed> handed) {
        bytes.u16(handed.size());
        handed.forEach(each -> bytes.i32(each.consumer()).i64(each.upTo()));
        return bytes;
    }

    private static WireBytes destination(WireBytes bytes, Destination destination) {
        List<String> kinds = List.of("QUEUE", "TOPIC", "TEMPORARY_QUEUE", "TEMPORARY_TOPIC");
        return bytes.u8(kinds.indexOf(destination.kind().name())).string(destination.name());
    }

    private static int number(ErrorCode code) {
        // The numbers of the document's table are the order of declaration, from 1.
        return code.ordinal() + 1;
    }
}
