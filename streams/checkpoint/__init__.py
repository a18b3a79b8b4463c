"""What a checkpoint holds, from what a shard gathers to what a store keeps."""
