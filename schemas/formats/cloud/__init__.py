"""Flow logs of the clouds: AWS VPC, Azure NSG and VNet, GCP VPC."""
