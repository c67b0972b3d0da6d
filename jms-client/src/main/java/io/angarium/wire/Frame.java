package io.angarium.wire;

/**
 * Everything that travels, one immutable record per frame type, grouped by what it is about. The same objects are the currency of the
 * link SPI, of the codec and of the engine, so that an in-VM link passes them on without encoding.
 */
public sealed interface Frame
        permits ConnectionFrame,
                SessionFrame,
                ProducerFrame,
                ConsumerFrame,
                TransactionFrame,
                XaFrame,
                ManagementFrame,
                ReplyFrame {

    /** A frame that is answered by exactly one final {@link ReplyFrame} with the same correlation, a non-zero number chosen by the client. */
    sealed interface Request
            permits ConnectionFrame.SetClientId,
                    ConnectionFrame.CreateTemporary,
                    ConnectionFrame.DeleteTemporary,
                    SessionFrame.CloseSession,
                    SessionFrame.Recover,
                    ProducerFrame.OpenProducer,
                    ProducerFrame.StorePart,
                    ConsumerFrame.OpenConsumer,
                    ConsumerFrame.CloseConsumer,
                    ConsumerFrame.Drain,
                    ConsumerFrame.FetchPart,
                    ConsumerFrame.Acknowledge,
                    ConsumerFrame.Unsubscribe,
                    TransactionFrame.Commit,
                    TransactionFrame.Rollback,
                    XaFrame.XaStart,
                    XaFrame.XaEnd,
                    XaFrame.XaPrepare,
                    XaFrame.XaCommit,
                    XaFrame.XaRollback,
                    XaFrame.XaForget,
                    XaFrame.XaRecover,
                    ManagementFrame.Manage {

        /** Never 0, but for {@link ConsumerFrame.Acknowledge}, where 0 means that no reply is wanted. */
        int correlation();
    }
}
